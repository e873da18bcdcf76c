import { Buffer } from 'node:buffer';
import type { z } from 'zod';
import { AppError } from '../contract/errors.ts';
import type {
  DisputeAnswer,
  DisputeCause,
  DisputeQuestion,
  ProofQuestion,
  ProofSheet,
} from '../contract/rebate-disputes.ts';
import { parseDecimal } from '../domain/money/rational.ts';
import type { ClaimLine } from '../domain/rebates/dispute/claim.ts';
import { ClaimProblems } from '../domain/rebates/dispute/claim-table.ts';
import { type Cause, explainDispute } from '../domain/rebates/dispute/explain.ts';
import { readClaim } from '../domain/rebates/dispute/read-claim.ts';
import { RebateProblems } from '../domain/rebates/problem.ts';
import { makeProof } from '../domain/rebates/proof/make-proof.ts';
import { sheetFile } from '../domain/rebates/proof/sheet-file.ts';
import type { CalculationDocument } from '../domain/rebates/schema/document.ts';
import { dayOfInstant, fromDay } from '../domain/time/days.ts';
import type { Analytics } from '../store/analytics.ts';
import { readClaimFile } from './claim-file.ts';
import { asOfOf, breathe, type ServiceParts } from './parts.ts';
import { rebateResults } from './rebate-results.ts';

type NotCalculated = Extract<z.input<typeof ProofSheet>, { state: 'partly_visible' | 'refused' }>;

/** The agreements and lines that concern a dealer, as the replica has them, or why there are none to calculate with. */
async function documentFor(
  parts: ServiceParts,
  dealerId: string,
  asOf: string | null,
  signal: AbortSignal,
): Promise<{ readonly document: CalculationDocument; readonly analytics: Analytics } | NotCalculated> {
  const analytics = await parts.analytics.current();
  const day = asOf ?? (analytics.lastDay === null ? null : fromDay(analytics.lastDay));
  if (day === null || !analytics.dimensions.dealers.some(({ id }) => id === dealerId)) throw new AppError('not_found');
  const [group] = await rebateResults(parts, { dealerIds: [dealerId], asOf: day, detail: 'lines' }, { signal });
  if (group === undefined) throw new AppError('not_found');
  if (group.state === 'partly_visible') return { state: 'partly_visible' };
  if (group.state === 'refused') return { state: 'refused', problems: [...group.problems] };
  if (group.lines === null) throw new AppError('not_found');
  return { document: group.lines.document, analytics };
}

/** Names of what has an id. */
const labelsOf = ({ dimensions: { dealers, skus, productLines } }: Analytics): Map<string, string> =>
  new Map([...dealers, ...skus, ...productLines].map(({ id, name }) => [id, name] as const));

/** A dealer's statement as a file. @throws AppError not_found, cancelled */
export async function proofSheet(
  parts: ServiceParts,
  { dealerId, asOf }: z.output<typeof ProofQuestion>,
  signal: AbortSignal,
): Promise<z.input<typeof ProofSheet>> {
  const found = await documentFor(parts, dealerId, asOf, signal);
  if ('state' in found) return found;
  await breathe(signal);
  const { document, analytics } = found;
  const labels = labelsOf(analytics);
  const name = labels.get(dealerId) ?? dealerId;
  const { engine, words } = parts.proof();
  try {
    const proof = makeProof(document, {
      dealer: { id: dealerId, name },
      issuer: parts.store.device.read()?.person?.name ?? '',
      program: parts.appVersion,
      preparedOn: fromDay(dayOfInstant(new Date().toISOString())),
      labels: Object.fromEntries(labels),
    });
    await breathe(signal);
    const [run] = proof.result.runs;
    return {
      state: 'made',
      asOf: asOfOf(parts, analytics),
      name: `${words.zh.sheet.title}_${name.replace(/[\\/:*?"<>|]/g, '_')}_${run?.asOf ?? ''}.html`,
      mediaType: 'text/html',
      bytes: new TextEncoder().encode(sheetFile(proof, engine, words)),
      contentHash: proof.contentHash,
      payable: run?.totals.payable ?? '0',
    };
  } catch (error) {
    if (error instanceof RebateProblems) return { state: 'refused', problems: [...error.problems] };
    throw error;
  }
}

/** Explains what a dealer claims. @throws AppError not_found, cancelled */
export async function disputeAnswer(
  parts: ServiceParts,
  { dealerId, agreementId, period, claimed, file }: z.output<typeof DisputeQuestion>,
  signal: AbortSignal,
): Promise<z.input<typeof DisputeAnswer>> {
  let lines: ClaimLine[] | null;
  try {
    lines = file === null ? null : readClaim(readClaimFile(Buffer.from(file, 'base64')));
  } catch (error) {
    if (error instanceof ClaimProblems) return { state: 'unreadable', problems: [...error.problems] };
    throw error;
  }
  const found = await documentFor(parts, dealerId, null, signal);
  if ('state' in found) return found;
  await breathe(signal);
  const { document, analytics } = found;
  const labels = labelsOf(analytics);
  const explanation = explainDispute({
    document,
    about: { dealer: dealerId, agreements: [agreementId], period },
    claimed: parseDecimal(claimed),
    lines: lines === null ? null : withOurSkus(lines, analytics),
  });
  const { ours, gap, causes, rest, alternatives, complete, alignment, harmless } = explanation;
  const tell = (cause: Cause): z.input<typeof DisputeCause> => {
    const { of, ...told } = cause;
    return { ...told, what: of === null ? '' : nameOf(of, document, labels) };
  };
  return {
    state: 'explained',
    asOf: asOfOf(parts, analytics),
    ours,
    claimed: explanation.claimed,
    gap,
    causes: causes.map(tell),
    rest,
    alternatives: alternatives.map((other) => other.map(tell)),
    complete,
    lines:
      alignment === null
        ? null
        : {
            basis: alignment.basis,
            same: alignment.pairs.length,
            onlyOurs: alignment.oursOnly.length,
            onlyTheirs: alignment.theirsOnly.length,
            repeated: alignment.repeated.length,
          },
    harmless,
  };
}

/** Goods that he calls by their name are ours by their id, where only one has that name. */
function withOurSkus(lines: readonly ClaimLine[], { dimensions: { skus } }: Analytics): ClaimLine[] {
  const byName = Map.groupBy(skus, ({ name }) => name.trim());
  return lines.map((line) => {
    const named = line.sku === undefined ? [] : (byName.get(line.sku) ?? []);
    const [only, another] = named;
    return only === undefined || another !== undefined ? line : { ...line, sku: only.id };
  });
}

/** Our line by its document, day and goods; an agreement by its name. */
function nameOf(of: string, { lines, agreements }: CalculationDocument, labels: ReadonlyMap<string, string>): string {
  const line = lines.find(({ id }) => id === of.split(' ', 1)[0]);
  if (line === undefined) return agreements.find(({ id }) => id === of)?.name ?? of;
  const sku = line.sku === undefined ? '' : (labels.get(line.sku) ?? line.sku);
  return [line.document, line.date, sku].filter((part) => part !== undefined && part !== '').join(' · ');
}
