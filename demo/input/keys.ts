// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Keys to actions. An action is listed once, in actions.ts; buttons, keys and the help dialog all come from that list.

export interface Action {
  readonly id: string;
  readonly label: string;
  readonly group: 'Files' | 'Images' | 'Window' | 'View' | 'Tags' | 'Page';
  /** Such as `o`, `Shift+O`, `ArrowDown` or `?`; letters without Shift in lower case. */
  readonly keys: readonly string[];
  run(): void;
  /** Whether it is switched on, for actions that switch something. */
  pressed?(): boolean;
  /** Whether it would do anything now; always, where it does not say. */
  enabled?(): boolean;
}

/** The name of a key press in the form that actions use; `undefined` where the browser or the system owns it. */
export function keyName(event: KeyboardEvent): string | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const { key } = event;
  if (key === ' ') return 'Space';
  if (key.length > 1) return event.shiftKey ? `Shift+${key}` : key;
  const letter = key.toLowerCase() !== key.toUpperCase();
  return letter && event.shiftKey ? `Shift+${key.toUpperCase()}` : key.toLowerCase();
}

const signs: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'Page ↑',
  PageDown: 'Page ↓',
  Escape: 'Esc',
};

/** `Shift+ArrowUp` as it is printed: one text a key. */
export function printedKeys(key: string): string[] {
  const parts = key === '+' ? ['+'] : key.split('+');
  return parts.map((part) => signs[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}

/** Whether the element that has the focus wants the key for itself. */
function claims(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog') !== null) return true;
  if (target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLInputElement) {
    if (target.type !== 'range') return key !== 'Escape';
    return /^(Arrow|Page|Home|End)/.test(key);
  }
  if (target.closest('[role="tree"]') !== null) return /^(Arrow|Page|Home|End|Enter|Space)/.test(key);
  if (target.closest('button, summary, a') !== null) return key === 'Space' || key === 'Enter';
  return target.closest('[tabindex="0"]') !== null && /^(Arrow|Page|Home|End)/.test(key);
}

export function listenToKeys(actions: readonly Action[]): void {
  const byKey = new Map(actions.flatMap((action) => action.keys.map((key) => [key, action] as const)));
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const key = keyName(event);
    const action = key === undefined ? undefined : byKey.get(key);
    if (key === undefined || action === undefined || claims(event.target, key)) return;
    event.preventDefault();
    action.run();
  });
}
