import { parseDecimal, toDecimal } from '../../money/rational.ts';
import { type Html, html } from '../../page/html.ts';
import { fromDay, toDay } from '../../time/days.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { CalculationDocument, SourceLine } from '../schema/document.ts';
import type { ResultEntry } from '../schema/result.ts';
import { measuresOf } from '../straight/rules/situation.ts';
import type { Said, SheetTextKey, Voice } from './voice.ts';

/** What the parts of a sheet are made of. */
export interface SheetContext {
  readonly document: CalculationDocument;
  /** Names by code. */
  readonly labels: Readonly<Record<string, string>>;
  readonly lines: ReadonlyMap<string, SourceLine>;
  readonly voice: Voice;
}

/** A number as text with its thousands apart; a fraction stays as it is. */
export function grouped(text: string): string {
  const [, sign, whole, rest] = /^(-?)(\d+)(\.\d+)?$/.exec(text) ?? [];
  if (whole === undefined) return text;
  return `${sign === '-' ? '\u2212' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${rest ?? ''}`;
}

/** Columns of numbers, which stand to the right. */
const NUMBERS: ReadonlySet<SheetTextKey> = new Set([
  'tier', 'payable', 'base', 'rate', 'exact', 'weight', 'lineTier', 'lineMoney', 'lineExact', 'lineRounded', 'rounded',
  'amount', 'now', 'before', 'difference', 'stated', 'recomputed',
]); // biome-ignore format: in the order of the sheet

/** The head of a table, one key a column. */
export const heads = (voice: Voice, ...keys: readonly SheetTextKey[]): Html =>
  html`<thead><tr>${keys.map((key) => html`<th scope="col" class="${NUMBERS.has(key) ? 'number' : 'text'}">${voice.say(key)}</th>`)}</tr></thead>`;

export const number = (text: string | null): Html =>
  html`<td class="number">${text === null ? '' : grouped(text)}</td>`;

/** One period of an agreement: from its sums to the amount, then its lines. */
export function entrySection(entry: ResultEntry, agreement: Agreement, context: SheetContext): Html {
  const { period, tier, final } = entry;
  const { voice } = context;
  const { qualifier, measure } = measuresOf(agreement.rule);
  const fact = (name: Html, value: Html): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`<section class="period">
<h3>${period.key} <small>${period.from} – ${fromDay(toDay(period.to) - 1)}${final ? null : html` · ${voice.say('running')}`}</small></h3>
<dl>
${fact(voice.say('forTier', { measure: measureSaid(voice, qualifier, agreement) }), html`${grouped(entry.qualifier)}`)}
${fact(voice.say('forMoney', { measure: measureSaid(voice, measure, agreement) }), html`${grouped(entry.measure)}`)}
${fact(voice.say('tierReached'), tier === null ? voice.say('noTier') : voice.say('tierNo', { n: tier }))}
${fact(voice.say('payable'), html`<strong>${grouped(entry.payable)}</strong>`)}
</dl>
${partsTable(entry, voice)}${stepsTable(entry, voice)}${linesTable(entry, context)}${othersTable(entry, voice)}</section>`;
}

function measureSaid(voice: Voice, measure: string, { taxBasis }: Agreement): Said {
  switch (measure) {
    case 'amount':
      return voice.said(`amount.${taxBasis}`);
    case 'quantity':
    case 'count':
    case 'distinct_skus':
      return voice.said(`measure.${measure}`);
    default:
      return { zh: measure, en: measure };
  }
}

/** A rate as a percentage; one that has no decimal that ends stays a fraction. */
function percentText(rate: string): string {
  if (rate.includes('/')) return rate;
  const { n, d } = parseDecimal(rate);
  return `${grouped(toDecimal({ n: n * 100n, d }) ?? rate)}%`;
}

function partsTable({ parts }: ResultEntry, voice: Voice): Html | null {
  if (parts.length === 0) return null;
  const rows = parts.map(({ kind, tier, base, rate, exact }) => {
    const of = tier === null ? null : html`${voice.say('tierNo', { n: tier })} `;
    const shown = rate !== null && (kind === 'rate' || kind === 'excess') ? percentText(rate) : rate;
    return html`<tr><td>${of}${voice.say(`part.${kind}`)}</td>${number(base)}${number(shown)}${number(exact)}</tr>
`;
  });
  return html`<table class="sums"><caption>${voice.say('byRule')}</caption>
${heads(voice, 'item', 'base', 'rate', 'exact')}
<tbody>${rows}</tbody></table>
`;
}

const named = (of: string | undefined): string => (of === undefined ? '' : ` ${of}`);

function stepsTable({ steps, payable }: ResultEntry, voice: Voice): Html {
  const rows = steps.map(
    ({ kind, of, exact }) => html`<tr><td>${voice.say(`step.${kind}`)}${named(of)}</td>${number(exact)}</tr>
`,
  );
  return html`<table class="sums"><caption>${voice.say('steps')}</caption>
${heads(voice, 'step', 'exact')}
<tbody>${rows}</tbody>
<tfoot><tr><td>${voice.say('payable')}</td>${number(payable)}</tr></tfoot></table>
`;
}

/** The SKU of a line, with its name where there is one. */
export function productText({ sku }: SourceLine, labels: SheetContext['labels']): string {
  if (sku === undefined) return '';
  const name = labels[sku];
  return name === undefined ? sku : `${name} (${sku})`;
}

function linesTable({ lines, dealer }: ResultEntry, { voice, lines: sources, labels }: SheetContext): Html | null {
  if (lines.length === 0) return null;
  const rows = lines.map((counted) => {
    const line = sources.get(counted.line);
    const { qualifierWeight, measureWeight } = counted;
    const weights = qualifierWeight === '1' && measureWeight === '1' ? '' : `${qualifierWeight} / ${measureWeight}`;
    const owner = line === undefined || line.dealer === dealer ? '' : ` · ${labels[line.dealer] ?? line.dealer}`;
    return html`<tr><td>${line?.document ?? ''} <small>${counted.line}${owner}</small></td><td class="date">${line?.date ?? ''}</td>\
<td>${line === undefined ? null : voice.say(`kind.${line.kind}`)}</td><td>${line === undefined ? '' : productText(line, labels)}</td>\
<td class="number">${weights}</td>${number(counted.qualifier)}${number(counted.measure)}<td class="number">${counted.tier ?? ''}</td>\
${number(counted.exact)}${number(counted.allocated)}</tr>
`;
  });
  return html`<div class="scroll"><table class="lines"><caption>${voice.say('lines', { n: lines.length })}</caption>
${heads(voice, 'document', 'date', 'kind', 'product', 'weight', 'lineTier', 'lineMoney', 'tier', 'lineExact', 'lineRounded')}
<tbody>${rows}</tbody></table></div>
`;
}

const ITEM_STEPS = [
  'minimum',
  'cap',
  'less_paid',
  'floor',
  'carried_in',
  'carried_on',
  'adjustment',
  'self_deduction',
] as const;

function othersTable({ others }: ResultEntry, voice: Voice): Html | null {
  if (others.length === 0) return null;
  const rows = others.map(({ kind, of, exact, allocated }) => {
    const step = ITEM_STEPS.find((one) => one === kind) ?? 'account';
    return html`<tr><td>${voice.say(`step.${step}`)}${named(of)}</td>${number(exact)}${number(allocated)}</tr>
`;
  });
  return html`<table class="sums"><caption>${voice.say('others')}</caption>
${heads(voice, 'item', 'exact', 'rounded')}
<tbody>${rows}</tbody></table>
`;
}
