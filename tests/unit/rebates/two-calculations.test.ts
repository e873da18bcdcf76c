// Goal: two independently written calculations give the same figures, to the last fraction, and stay so while lines come,
// change and go. Method: random documents and histories with a fixed seed; the straightforward calculation from scratch
// against the incremental one that lives through the history.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agree, figuresOf } from '../../../db/domain/rebates/agree.ts';
import { IncrementalCalculation } from '../../../db/domain/rebates/incremental/calculation.ts';
import { readDocument } from '../../../db/domain/rebates/read/read-document.ts';
import type { SourceLine } from '../../../db/domain/rebates/schema/document.ts';
import { runStraight } from '../../../db/domain/rebates/straight/run.ts';
import { randomDocument, randomLine } from '../../support/rebates/random-documents.ts';

const RUNS = Number(process.env.REBATE_RUNS ?? 120);
const seeded = { seed: Number(process.env.REBATE_SEED ?? 20_261_124), numRuns: RUNS };

describe('two calculations', () => {
  test('agree on every run of a random document', () => {
    fc.assert(
      fc.property(randomDocument(), (input) => {
        const document = readDocument(input);
        let second: IncrementalCalculation | null = null;
        for (const run of document.runs ?? []) {
          if (second === null) second = new IncrementalCalculation(document, run);
          else second.advance(run);
          expect(agree(figuresOf(runStraight(document, run).outcomes), second.figures())).toEqual([]);
        }
      }),
      seeded,
    );
  });

  test('agree after every change of a random history', () => {
    const changes = fc.array(fc.record({ at: fc.nat(11), line: randomLine(0), add: fc.boolean() }), { maxLength: 6 });
    fc.assert(
      fc.property(randomDocument(10), changes, (input, history) => {
        const document = readDocument(input);
        const run = document.runs?.[0] ?? { kind: 'by_date' };
        const second = new IncrementalCalculation(document, run);
        const lines = new Map(document.lines.map((line) => [line.id, line] as const));
        for (const { at, line, add } of history) {
          const id = `L${at}`;
          const { lines: [changed] } = readDocument({ ...input, agreements: input.agreements, lines: [{ ...line, id }] }); // biome-ignore format: one line
          if (add && changed !== undefined) {
            lines.set(id, changed);
            second.apply({ added: [changed] });
          } else {
            lines.delete(id);
            second.apply({ removed: [id] });
          }
          const now: SourceLine[] = [...lines.values()];
          // "Everything known" follows the lines, so the run is told again.
          if (run.asOf === undefined) second.advance(run);
          expect(agree(figuresOf(runStraight({ ...document, lines: now }, run).outcomes), second.figures())).toEqual(
            [],
          );
        }
      }),
      seeded,
    );
  });
});
