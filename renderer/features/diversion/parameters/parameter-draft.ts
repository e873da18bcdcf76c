import type { ParametersAnswer } from '../../../../db/contract/diversion-parameters.ts';
import { BUILT_IN, boundsFaults } from '../../../../db/domain/diversion/parameters/setting.ts';
import {
  boundsOf,
  changed,
  type TuningFault,
  tuningFaults,
} from '../../../../db/domain/diversion/parameters/tuning.ts';
import { PARAMETERS, type ParameterName } from '../../../../db/domain/diversion/schema/detect-parameters.ts';

/** Parameters in the order and under the headings in which they are shown. */
export const GROUPS = {
  place: ['bufferUrbanKm', 'bufferRuralKm', 'consumerStripKm', 'pOut', 'maxAccuracyM', 'unknownAccuracyM'],
  count: [
    'windowDays',
    'minCodes',
    'minCases',
    'caseScore',
    'fdrQ',
    'cohesionPoints',
    'cohesionCap',
    'ewmaLambda',
    'ewmaL',
  ],
  scans: ['duplicateMinutes', 'travelSpeedKmh', 'burstCodes', 'burstMinutes', 'frozenCodes'],
  cases: ['alertBudget', 'caseMergeDays', 'mergeKm'],
} as const satisfies Readonly<Record<string, readonly ParameterName[]>>;
export type GroupName = keyof typeof GROUPS;
export const GROUP_NAMES = Object.keys(GROUPS) as GroupName[];
const NAMES: readonly ParameterName[] = GROUP_NAMES.flatMap((group) => [...GROUPS[group]]);

/** What stands in the fields that somebody has touched, as it was typed. */
export interface ParameterDraft {
  readonly values: Partial<Record<ParameterName, string>>;
  readonly least: Partial<Record<ParameterName, string>>;
  readonly greatest: Partial<Record<ParameterName, string>>;
}
export const UNTOUCHED: ParameterDraft = { values: {}, least: {}, greatest: {} };

/** Why a field cannot be taken: a key of the texts, and what fills its gaps. */
export interface FieldFault {
  readonly key: 'notNumber' | TuningFault['kind'];
  readonly gaps: Readonly<Record<string, number>>;
}

type Change = ParametersAnswer['change'];
type Bounds = ParametersAnswer['bounds'];

export interface ReadDraft {
  readonly change: Change;
  readonly bounds: Bounds;
  readonly faults: ReadonlyMap<ParameterName, FieldFault>;
  /** Whether anything would be set otherwise than it is. */
  readonly isChanged: boolean;
}

/** The number in a field; undefined where there is none. Full-width digits and points count as what they are. */
function numberIn(text: string): number | undefined {
  const plain = text.normalize('NFKC').replace('。', '.').trim();
  const value = Number(plain);
  return plain === '' || !Number.isFinite(value) ? undefined : value;
}

const differs = (one: object, other: object): boolean =>
  NAMES.some(
    (name) =>
      JSON.stringify((one as Record<string, unknown>)[name]) !==
      JSON.stringify((other as Record<string, unknown>)[name]),
  );

type Built = Pick<ParametersAnswer, 'isHeadOffice' | 'base' | 'bounds' | 'inForce' | 'change'>;

/** What a draft would set, as differences, and what of it may not be set: a field that is no number, then what the rules say. */
export function readDraft(held: Built, draft: ParameterDraft): ReadDraft {
  const faults = new Map<ParameterName, FieldFault>();
  const tell = (name: ParameterName, fault: FieldFault): void => {
    if (!faults.has(name)) faults.set(name, fault);
  };
  const bounds = held.isHeadOffice ? boundsIn(held.bounds, draft, tell) : held.bounds;
  const change: Change = {};
  for (const name of NAMES) {
    const text = draft.values[name];
    const value = text === undefined ? held.inForce[name] : numberIn(text);
    if (value === undefined) tell(name, { key: 'notNumber', gaps: {} });
    else if ('isWhole' in PARAMETERS[name] && !Number.isInteger(value)) tell(name, { key: 'notWhole', gaps: {} });
    const from = held.isHeadOffice ? PARAMETERS[name].default : held.base[name];
    if (value !== undefined && value !== from) change[name] = value;
  }
  const within = Object.fromEntries(NAMES.map((name) => [name, [...boundsOf(name, bounds)]])) as Bounds;
  const wanted = changed(held.isHeadOffice ? BUILT_IN : held.base, change);
  for (const { name, kind } of tuningFaults(wanted, held.base, within, held.isHeadOffice ? 'head_office' : 'region')) {
    const [least, greatest] = boundsOf(name, bounds);
    tell(name, { key: kind, gaps: { least, greatest, from: held.base[name] } });
  }
  const own = held.isHeadOffice ? bounds : {};
  const ownBefore = held.isHeadOffice ? held.bounds : {};
  return { change, bounds: own, faults, isChanged: differs(change, held.change) || differs(own, ownBefore) };
}

/** Head office's bounds as they are typed; those that are the built-in ones, or at fault, are none. */
function boundsIn(held: Bounds, draft: ParameterDraft, tell: (name: ParameterName, fault: FieldFault) => void): Bounds {
  const bounds: Bounds = {};
  for (const name of NAMES) {
    const { min, max } = PARAMETERS[name];
    const [heldLeast, heldGreatest] = boundsOf(name, held);
    const least = draft.least[name] === undefined ? heldLeast : numberIn(draft.least[name]);
    const greatest = draft.greatest[name] === undefined ? heldGreatest : numberIn(draft.greatest[name]);
    if (least === undefined || greatest === undefined) {
      tell(name, { key: 'notNumber', gaps: {} });
      continue;
    }
    const [fault] = boundsFaults({ [name]: [least, greatest] });
    if (fault !== undefined) {
      const gaps = fault.kind === 'boundsOutside' ? { least: min, greatest: max } : { least, greatest };
      tell(name, { key: fault.kind, gaps });
    } else if (least !== min || greatest !== max) bounds[name] = [least, greatest];
  }
  return bounds;
}

/** Fields that put every value back to where nobody tuned: head office's base, at head office the built-in values. */
export function backToBase(held: Built): ParameterDraft {
  const from = (name: ParameterName): number => (held.isHeadOffice ? PARAMETERS[name].default : held.base[name]);
  const values = Object.fromEntries(
    NAMES.filter((name) => held.inForce[name] !== from(name)).map((name) => [name, String(from(name))]),
  );
  return { ...UNTOUCHED, values };
}
