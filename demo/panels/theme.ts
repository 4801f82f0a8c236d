// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Light or dark: as the system says, until the reader chooses; the choice is remembered in this browser.

const key = 'dcmstream-theme';
const system = matchMedia('(prefers-color-scheme: light)');

function current(): 'light' | 'dark' {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return system.matches ? 'light' : 'dark';
}

export function restoreTheme(): void {
  try {
    const chosen = localStorage.getItem(key);
    if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset['theme'] = chosen;
  } catch {
    // Storage may be forbidden: the system's choice stays.
  }
}

/** Gives the theme switched to. */
export function toggleTheme(): 'light' | 'dark' {
  const next = current() === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset['theme'] = next;
  try {
    localStorage.setItem(key, next);
  } catch {
    // As above: the choice lasts as long as the page.
  }
  return next;
}
