import { type Html, html } from '../../page/html.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { SourceLine } from '../schema/document.ts';
import { stackingInWords, termsInWords } from '../words/in-words.ts';
import type { RuleLanguage } from '../words/speaker.ts';
import type { Proof } from './schema.ts';
import { entrySection, grouped, heads, number, productText, type SheetContext } from './sheet-entry.ts';
import { type SheetTextKey, type SheetWords, spoken, Voice } from './voice.ts';

/**
 * What a sheet shows, made of what it states and of nothing else: a sheet whose text is another was altered.
 * Everything that comes from data is escaped.
 */
export function sheetBody(proof: Proof, words: SheetWords): Html {
  const { document, labels } = proof;
  const lines = new Map(document.lines.map((line) => [line.id, line] as const));
  const context: SheetContext = { document, labels, lines, voice: new Voice(words) };
  return html`${headSection(proof, context)}
${summarySection(proof, context)}
${document.agreements.map((agreement) => agreementSection(agreement, proof, context))}
${stackingSection(context)}
${uncountedSection(proof, context)}
${postingsSection(proof, context)}
${fingerprintSection(proof, context)}
`;
}

const titleOf = ({ id, name }: Agreement): string => (name === undefined ? id : `${name} (${id})`);
const titleIn = ({ document }: SheetContext, id: string): string => {
  const agreement = document.agreements.find((one) => one.id === id);
  return agreement === undefined ? id : titleOf(agreement);
};

function headSection({ dealer, issuer, program, preparedOn, result }: Proof, { voice, document }: SheetContext): Html {
  const fact = (key: SheetTextKey, value: string): Html =>
    html`<div><dt>${voice.say(key)}</dt><dd>${value}</dd></div>
`;
  return html`<header><h1>${voice.say('title')}</h1>
<dl>${fact('dealer', dealer.name === dealer.id ? dealer.id : `${dealer.name} (${dealer.id})`)}${fact('issuer', issuer)}\
${fact('prepared', preparedOn)}${fact('asOf', result.runs[0]?.asOf ?? '')}${fact('currency', document.currency)}${fact('program', program)}</dl></header>`;
}

function summarySection({ result }: Proof, context: SheetContext): Html | null {
  const { voice } = context;
  const [run] = result.runs;
  if (run === undefined) return null;
  const rows = run.results
    .filter(({ unit }) => unit !== 'nothing')
    .map(({ agreement, period, final, tier, unit, payable }) => {
      const told = unit === 'goods' ? voice.say('goodsUnits', { n: grouped(payable) }) : grouped(payable);
      return html`<tr><td>${titleIn(context, agreement)}</td><td>${period.key}</td><td>${voice.say(final ? 'over' : 'running')}</td>\
<td class="number">${tier ?? '–'}</td><td class="number">${told}</td></tr>
`;
    });
  const total = (key: SheetTextKey, value: string): Html =>
    html`<tr><td colspan="4">${voice.say(key)}</td><td class="number total">${grouped(value)}</td></tr>`;
  const hasGoods = run.results.some(({ unit }) => unit === 'goods');
  return html`<section><h2>${voice.say('summary')}</h2>
<table>${heads(voice, 'agreement', 'period', 'state', 'tier', 'payable')}
<tbody>${rows}</tbody>
<tfoot>${total('payableAll', run.totals.payable)}${hasGoods ? total('goodsAll', run.totals.goods) : null}</tfoot></table></section>`;
}

/** How names and amounts are told in rules. */
function languageOf({ document, labels, voice }: SheetContext, which: 'zh' | 'en'): RuleLanguage {
  const units = new Set(document.lines.flatMap(({ unit }) => unit ?? []));
  const [unit] = units;
  return {
    texts: voice.words[which].rules,
    currency: document.currency,
    ...(unit !== undefined && units.size === 1 ? { unit } : {}),
    nameOf: (kind, code) =>
      kind === 'agreement' ? (document.agreements.find(({ id }) => id === code)?.name ?? code) : (labels[code] ?? code),
  };
}

/** Sentences in both languages, side by side. */
function sentences(context: SheetContext, tell: (language: RuleLanguage) => readonly string[]): Html[] {
  const english = tell(languageOf(context, 'en'));
  return tell(languageOf(context, 'zh')).map(
    (zh, n) => html`<li>${spoken({ zh, en: english[n] ?? '' })}</li>
`,
  );
}

function agreementSection(agreement: Agreement, { result }: Proof, context: SheetContext): Html {
  const { id, version, from, to } = agreement;
  const { voice, document } = context;
  const entries = (result.runs[0]?.results ?? []).filter((one) => one.agreement === id && one.version === version);
  const onRebate = document.stacking?.edges.some((edge) => edge.to === id && edge.basis === 'rebate') ?? false;
  const terms = { ...agreement, rounding: agreement.rounding ?? document.rounding };
  const dates =
    to === undefined ? voice.say('datesOpen', { version, from }) : voice.say('dates', { version, from, to });
  return html`<section class="agreement"><h2>${titleOf(agreement)}</h2>
<p class="dates">${dates}</p>
<ul class="rule">${sentences(context, (language) => termsInWords(terms, language, onRebate).map(({ text }) => text))}</ul>
${entries.map((entry) => entrySection(entry, agreement, context))}</section>
`;
}

function stackingSection(context: SheetContext): Html | null {
  const { stacking } = context.document;
  if (stacking === undefined || stacking.edges.length + stacking.choices.length === 0) return null;
  return html`<section><h2>${context.voice.say('together')}</h2>
<ul class="rule">${sentences(context, (language) => stackingInWords(stacking, language))}</ul></section>`;
}

const amountText = ({ amount, net, gross }: SourceLine): string => String(amount ?? net ?? gross ?? '');

/** Lines that no agreement counts, each with the reasons. */
function uncountedSection({ result }: Proof, context: SheetContext): Html | null {
  const { voice, lines, labels } = context;
  const [run] = result.runs;
  const counted = new Set(run?.results.flatMap((entry) => entry.lines.map(({ line }) => line)));
  const left = [...lines.values()].filter(({ id }) => !counted.has(id));
  if (left.length === 0) return null;
  const rows = left.map((line) => {
    const reasons = (run?.uncounted ?? []).filter((one) => one.line === line.id);
    const otherwise =
      line.cancelledOn === undefined ? voice.say('noAgreement') : voice.say('cancelled', { date: line.cancelledOn });
    const told = reasons.map(
      ({ agreement, reason }) => html`<div>${titleIn(context, agreement)}: ${voice.say(`uncounted.${reason}`)}</div>`,
    );
    return html`<tr><td>${line.document ?? ''} <small>${line.id}</small></td><td class="date">${line.date}</td><td>${voice.say(`kind.${line.kind}`)}</td>\
<td>${productText(line, labels)}</td>${number(amountText(line))}<td>${told.length === 0 ? otherwise : told}</td></tr>
`;
  });
  return html`<section><h2>${voice.say('uncounted')}</h2>
<div class="scroll"><table class="lines">${heads(voice, 'document', 'date', 'kind', 'product', 'amount', 'reason')}
<tbody>${rows}</tbody></table></div></section>`;
}

function postingsSection({ result }: Proof, context: SheetContext): Html | null {
  const postings = result.runs[0]?.postings ?? [];
  // A document that does not say what was posted knows nothing of it.
  const { posted, runs = [] } = context.document;
  if (postings.length === 0 || (posted.length === 0 && runs.length < 2)) return null;
  const rows = postings.map(
    ({ agreement, period, part, before, now, amount }) =>
      html`<tr><td>${titleIn(context, agreement)}</td><td>${period}${part === undefined ? '' : ` · ${part}`}</td>${number(now)}${number(before)}${number(amount)}</tr>
`,
  );
  return html`<section><h2>${context.voice.say('postings')}</h2>
<table>${heads(context.voice, 'agreement', 'period', 'now', 'before', 'difference')}
<tbody>${rows}</tbody></table></section>`;
}

/** What the hash proves, and what it does not. */
const fingerprintSection = ({ contentHash }: Proof, { voice }: SheetContext): Html =>
  html`<section class="fingerprint"><h2>${voice.say('verification')}</h2>
<p class="hash">SHA-256 ${contentHash}</p>
<p>${voice.say('proves')}</p>
<p>${voice.say('trust')}</p></section>`;
