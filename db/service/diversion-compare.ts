import type { Comparison } from '../contract/diversion-compare.ts';
import { AppError } from '../contract/errors.ts';
import type { Selection } from '../contract/selection.ts';
import { CHANGES, type ComparedFlow, compareFlows, comparePlaces } from '../domain/diversion/compare/changes.ts';
import { type ComparedWith, comparedPeriods } from '../domain/diversion/compare/periods.ts';
import { VERDICT } from '../domain/diversion/verdict.ts';
import { fromDay } from '../domain/time/days.ts';
import { type DayRange, dayRange } from '../domain/time/periods.ts';
import type { Analytics } from '../store/analytics.ts';
import { makeFilter } from '../store/analytics-filter.ts';
import { countVerdicts, sumFlows } from '../store/diversion.ts';
import { asOfOf, breathe, cut, type ServiceParts } from './parts.ts';

const FLOWS_LIMIT = 200;

/** The flows of a selection in its period and in another one; compared whole, cut only when they are told. */
export async function comparison(
  parts: ServiceParts,
  selection: Selection,
  how: ComparedWith,
  signal: AbortSignal,
): Promise<Comparison> {
  const analytics = await parts.analytics.current();
  const { now, other, isRunning } = comparedPeriods(dayRange(selection.period), how, analytics.lastDay);
  const sideOf = async ({ from, to }: DayRange) => {
    const period = { from: fromDay(from), to: fromDay(to) };
    const filter = makeFilter(analytics, { ...selection, period });
    const counts = countVerdicts(analytics, filter);
    await breathe(signal);
    const scans = counts.reduce((sum, one) => sum + one, 0);
    return { flows: sumFlows(analytics, filter), side: { period, scans, outside: counts[VERDICT.outside] as number } };
  };
  const present = await sideOf(now);
  const past = await sideOf(other);
  const flows = compareFlows(present.flows, past.flows);
  const [firstScan] = analytics.scans.day;
  return {
    asOf: asOfOf(parts, analytics),
    now: present.side,
    other: past.side,
    isRunning,
    firstScanOn: firstScan === undefined ? null : fromDay(firstScan),
    flowsOf: Object.fromEntries(
      CHANGES.map((change) => [change, flows.filter((flow) => flow.change === change).length]),
    ) as Comparison['flowsOf'],
    flows: cut(
      flows.slice(0, FLOWS_LIMIT).map((flow) => rowOf(analytics, flow)),
      FLOWS_LIMIT,
      flows.length,
    ),
    places: comparePlaces(present.flows, past.flows).map(({ city, cityName, longitude, latitude, ...rest }) => ({
      place: city,
      placeName: cityName,
      ...rest,
      at: [longitude, latitude],
    })),
  };
}

function rowOf(
  { dimensions }: Analytics,
  { flow, now, other, change }: ComparedFlow,
): Comparison['flows']['rows'][number] {
  const dealer = dimensions.dealers[flow.dealer];
  if (dealer === undefined) throw new AppError('internal');
  const { longitude, latitude } = dealer;
  return {
    dealerId: dealer.id,
    dealerName: dealer.name,
    place: flow.city,
    placeName: flow.cityName,
    now,
    other,
    change,
    from: longitude === null || latitude === null ? null : [longitude, latitude],
  };
}
