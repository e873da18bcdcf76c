import { equals, fromPpm, ONE } from '../../money/rational.ts';
import type { AgreementTerms } from '../schema/agreement.ts';
import type { Decimal, LineMatch } from '../schema/primitives.ts';
import type { Speaker } from './speaker.ts';

const NAMED = ['sku', 'brand', 'category', 'productLine'] as const;

/** Which lines are meant: "品牌 海天、李锦记 且 品类 酱油". */
export function matchInWords(speaker: Speaker, match: LineMatch): string {
  const parts = NAMED.flatMap((field) => {
    const codes = match[field];
    if (codes === undefined) return [];
    return [speaker.say(`match.${field}`, { names: speaker.list(codes.map((code) => speaker.name(field, code))) })];
  });
  if (match.kind !== undefined) {
    parts.push(
      speaker.say('match.kind', { names: speaker.list(match.kind.map((kind) => speaker.say(`line.${kind}`))) }),
    );
  }
  if (match.document !== undefined) parts.push(speaker.say('match.document', { names: speaker.list(match.document) }));
  for (const [name, values] of Object.entries(match.attributes ?? {})) {
    parts.push(speaker.say('match.attribute', { name, names: speaker.list(values) }));
  }
  const { from = '', to = '' } = match;
  if (from !== '' || to !== '') {
    parts.push(speaker.say(from === '' ? 'match.to' : to === '' ? 'match.from' : 'match.between', { from, to }));
  }
  return parts.length === 0 ? speaker.say('match.any') : parts.join(speaker.say('join'));
}

const isWhole = (ppm: Decimal): boolean => equals(fromPpm(ppm), ONE);

/** Which lines count, and with which share; one sentence an entry. */
export function scopeClauses(speaker: Speaker, scope: AgreementTerms['scope']): string[] {
  const included = (scope?.include ?? []).map(({ match, weightPpm }) => {
    const said = { match: matchInWords(speaker, match), rate: speaker.percent(weightPpm) };
    return speaker.say(isWhole(weightPpm) ? 'scope.include' : 'scope.weight', said);
  });
  const excluded = (scope?.exclude ?? []).map(({ match, ratioPpm, appliesTo }) => {
    const share = isWhole(ratioPpm) ? '' : speaker.say('scope.ratio', { rate: speaker.percent(ratioPpm) });
    return speaker.say(`scope.exclude_${appliesTo}`, { match: matchInWords(speaker, match), share });
  });
  return [...(included.length === 0 ? [speaker.say('scope.all')] : included), ...excluded];
}
