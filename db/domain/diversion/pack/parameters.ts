import { z } from 'zod';
import { type Html, html } from '../../page/html.ts';
import type { SetVersion, TracedSetting } from '../parameters/trace.ts';
import { boundsOf, PARAMETER_NAMES } from '../parameters/tuning.ts';
import type { ParameterName } from '../schema/detect-parameters.ts';
import { both, type PackTextKey, type Speak } from './words.ts';

const Both = z.strictObject({ zh: z.string(), en: z.string() });

/** A parameter of the detector in both languages; its words stand in the pack, so that it says later what it said then. */
export const PackParameter = z.strictObject({
  name: z.string(),
  label: Both,
  unit: Both,
  /** Head office's base, and in what it may be set. */
  base: z.number(),
  bounds: z.tuple([z.number(), z.number()]),
  /** What the region that tunes has set; null: it follows the base. */
  tuned: z.number().nullable(),
  /** The value that the case was found by. */
  used: z.number(),
  /** Where the value comes from; `untold`: the settings that are known do not lead to it. */
  origin: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['built_in', 'untold']) }),
    z.strictObject({
      kind: z.literal('version'),
      no: z.int().positive(),
      setAt: z.iso.datetime(),
      setBy: z.string(),
      region: z.string(),
    }),
  ]),
});
export type PackParameter = z.infer<typeof PackParameter>;

/** Parameters in force for a case: as its newest alert was found by. */
export const PackParameters = z.strictObject({
  /** When the alert was recorded. */
  recordedAt: z.iso.datetime(),
  region: z.string(),
  /** The region whose tuning held; null: head office's base as it was. */
  tunedAt: z.string().nullable(),
  /** Whether the case keeps the values it was found by; cases of old do not, and what was set then is told. */
  isKept: z.boolean(),
  rows: z.array(PackParameter),
});
export type PackParameters = z.infer<typeof PackParameters>;

export type ParameterWords = Readonly<
  Record<ParameterName, { readonly label: z.infer<typeof Both>; readonly unit: z.infer<typeof Both> }>
>;

/** The rows of a pack from the setting that a case was found by. @param used values that the case keeps; null in cases of old */
export function parameterRows<V extends SetVersion & { readonly setByName: string }>(
  setting: TracedSetting<V>,
  used: Readonly<Record<string, number>> | null,
  words: ParameterWords,
  regionName: (id: string) => string,
): PackParameter[] {
  // A parameter that came later played no part in a case of before.
  return PARAMETER_NAMES.filter((name) => used === null || name in used).map((name) => {
    const value = used?.[name] ?? setting.inForce[name];
    return {
      name,
      ...words[name],
      base: setting.base[name],
      bounds: [...boundsOf(name, setting.bounds)],
      tuned: setting.tuned[name] ?? null,
      used: value,
      origin:
        value === setting.inForce[name] ? originOf(setting.since.get(name) ?? null, regionName) : { kind: 'untold' },
    };
  });
}

const originOf = (
  version: (SetVersion & { readonly setByName: string }) | null,
  regionName: (id: string) => string,
): PackParameter['origin'] =>
  version === null
    ? { kind: 'built_in' }
    : {
        kind: 'version',
        no: version.no,
        setAt: version.setAt,
        setBy: version.setByName,
        region: regionName(version.regionId),
      };

/**
 * Whether the values are those that the history keeps: all of them, and no others.
 * @param kept of the newest alert; null where there is none, or it is of old
 */
export function areParametersTold(told: PackParameters | null, kept: Readonly<Record<string, number>> | null): boolean {
  if (told === null) return kept === null;
  if (kept === null) return !told.isKept;
  const names = new Set(told.rows.map(({ name }) => name));
  return (
    told.isKept &&
    names.size === told.rows.length &&
    Object.keys(kept).every((name) => names.has(name)) &&
    told.rows.every(({ name, used }) => kept[name] === used)
  );
}

const HEADS: readonly (readonly [PackTextKey, isNumber: boolean])[] = [
  ['parameter', false],
  ['base', true],
  ['allowed', true],
  ['tuned', true],
  ['used', true],
  ['unit', false],
  ['since', false],
  ['setBy', false],
];

export function parametersMarkup(told: PackParameters, say: Speak): Html {
  const number = (value: number | string | null): Html => html`<td class="number">${value ?? '—'}</td>`;
  return html`<section><h2>${say('parameters')}</h2>
<p>${say(told.isKept ? 'parametersKept' : 'parametersNotKept', { at: minute(told.recordedAt) })} ${
    told.tunedAt === null
      ? say('notTuned', { region: told.region })
      : say('tunedBy', { region: told.region, tuned: told.tunedAt })
  }</p>
<div class="scroll" tabindex="0"><table><thead><tr>${HEADS.map(
    ([key, isNumber]) => html`<th scope="col"${isNumber ? html` class="number"` : null}>${say(key)}</th>`,
  )}</tr></thead><tbody>${told.rows.map(
    (row) => html`<tr><th scope="row">${both(row.label.zh, row.label.en)}</th>${number(row.base)}\
${number(row.bounds.join('–'))}${number(row.tuned)}<td class="number"><strong>${row.used}</strong></td>\
<td>${both(row.unit.zh, row.unit.en)}</td>${originCells(row.origin, say)}</tr>`,
  )}</tbody></table></div></section>`;
}

/** An instant of UTC to the minute: `2026-10-08 03:20`. */
const minute = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 16)}`;

function originCells(origin: PackParameter['origin'], say: Speak): Html {
  if (origin.kind !== 'version') return html`<td colspan="2">${say(`origin.${origin.kind}`)}</td>`;
  const { no, setAt, setBy, region } = origin;
  return html`<td>${minute(setAt)}</td><td>${say('origin.version', { by: setBy === '' ? '—' : setBy, region, no })}</td>`;
}
