import type { z } from 'zod';
import {
  boundFaults,
  type DetectBounds,
  type Leeway,
  PARAMETERS,
  type ParameterName,
  type Parameters,
} from '../schema/detect-parameters.ts';

/** Who wants to change parameters. Head office moves its base inside the built-in bounds, a region moves inside its. */
export type Tuner = 'head_office' | 'region';

/** A value that may not be set, and why. */
export interface TuningFault {
  readonly name: ParameterName;
  /** `outside`: of bounds; `onlyUp`, `onlyDown`, `fixed`: what a region may do; the others are faults of the bounds themselves. */
  readonly kind: 'outside' | 'onlyUp' | 'onlyDown' | 'fixed' | 'notWhole' | 'boundsOutside' | 'boundsUpsideDown';
  readonly message: string;
}

export const PARAMETER_NAMES = Object.keys(PARAMETERS) as ParameterName[];
type Bounds = z.infer<typeof DetectBounds>;

/** Which way a region may move a parameter from head office's base. */
export const leewayOf = (name: ParameterName): Leeway | 'free' => {
  const one = PARAMETERS[name];
  return 'region' in one ? one.region : 'free';
};

/** In what head office allows a parameter to be set: its own bounds, else the built-in ones. */
export const boundsOf = (name: ParameterName, bounds: Bounds): readonly [least: number, greatest: number] =>
  bounds[name] ?? [PARAMETERS[name].min, PARAMETERS[name].max];

/**
 * What is wrong with parameters somebody wants to set: outside head office's bounds, or moved by a region where head
 * office alone decides, or the way that would open more cases than head office wants judged.
 */
export function tuningFaults(
  wanted: Parameters,
  base: Parameters,
  bounds: Bounds,
  tuner: Tuner,
): readonly TuningFault[] {
  const faults: TuningFault[] = [...boundFaults(wanted, bounds)];
  if (tuner === 'head_office') return faults;
  for (const name of PARAMETER_NAMES) {
    const leeway = leewayOf(name);
    const [value, from] = [wanted[name], base[name]];
    if (leeway === 'free' || value === from) continue;
    if (leeway === 'fixed') faults.push({ name, kind: 'fixed', message: `head office alone sets it, to ${from}` });
    else if (leeway === 'up' && value < from)
      faults.push({ name, kind: 'onlyUp', message: `a region may only raise it from ${from}` });
    else if (leeway === 'down' && value > from)
      faults.push({ name, kind: 'onlyDown', message: `a region may only lower it from ${from}` });
  }
  return faults;
}

/** Parameters with some of them changed. */
export const changed = (
  parameters: Parameters,
  change: Partial<Record<ParameterName, number | undefined>>,
): Parameters =>
  Object.fromEntries(PARAMETER_NAMES.map((name) => [name, change[name] ?? parameters[name]])) as Record<
    ParameterName,
    number
  >;
