import type { CaseAction } from './machine.ts';

export type CaseEventKind = 'open' | CaseAction;

/** One entry of a case's history, as it is hashed. */
export interface CaseEvent {
  readonly caseId: string;
  /** From 1, without holes. */
  readonly no: number;
  readonly kind: CaseEventKind;
  readonly personId: string;
  /** Instant, UTC with milliseconds, of head office's clock. */
  readonly at: string;
  /** One line of JSON, kept byte for byte. */
  readonly body: string;
  /** Hash of the entry before; empty for the first. */
  readonly prevHash: string;
}

/**
 * The text whose SHA-256 (lower-case hex, over UTF-8) is the entry's hash: seven lines. The body is JSON on one line, so
 * that no text can be moved from one field into another; the database and the evidence pack make the same text.
 */
export const caseEventText = ({ prevHash, caseId, no, kind, personId, at, body }: CaseEvent): string =>
  [prevHash, caseId, String(no), kind, personId, at, body].join('\n');

/** The first entry that does not follow from its content and its predecessor; null when all do. Entries in order. */
export function firstBrokenEvent(
  events: readonly (CaseEvent & { readonly hash: string })[],
  sha256: (text: string) => string,
): number | null {
  let before = '';
  for (const [at, event] of events.entries()) {
    if (event.no !== at + 1 || event.prevHash !== before || sha256(caseEventText(event)) !== event.hash) return at + 1;
    before = event.hash;
  }
  return null;
}
