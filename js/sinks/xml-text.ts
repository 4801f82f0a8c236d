// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Text as XML 1.0 holds it, so that every reader gets back what was written: XML 1.0 §2.2, §2.4, §2.11, §3.3.3.

// Control characters, halves of surrogate pairs and two noncharacters cannot stand in XML 1.0, not even as references: §2.2.
const notXml = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u;

/** Whether XML 1.0 has all characters of the text. */
export function isXmlText(text: string): boolean {
  return !notXml.test(text);
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

function toReference(character: string): string {
  return references[character] as string;
}

/** Character data. A carriage return is a reference, since readers make line feeds of others; `>` is one because of `]]>`. */
export function escapeText(text: string): string {
  return /[&<>\r]/.test(text) ? text.replace(/[&<>\r]/g, toReference) : text;
}

/** The value of an attribute in double quotes. Line ends and tabs are references, since readers make spaces of others. */
export function escapeAttribute(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, toReference);
}
