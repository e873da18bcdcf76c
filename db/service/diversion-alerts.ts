import type { Alert, AlertsAnswer } from '../contract/diversion-alerts.ts';
import type { Selection } from '../contract/selection.ts';
import { toDay } from '../domain/time/days.ts';
import type { Analytics } from '../store/analytics.ts';
import { makeFilter } from '../store/analytics-filter.ts';
import type { AlertsProgress, Detection, FoundUnit } from './alerts-source.ts';
import { follow } from './follow.ts';
import { asOfOf, cut, type ServiceParts } from './parts.ts';

const ALERTS_LIMIT = 200;

/** Tells how far the detector is, then what it found in the selection. */
export async function* watchAlerts(
  parts: ServiceParts,
  selection: Selection,
  signal: AbortSignal,
): AsyncGenerator<AlertsAnswer> {
  const analytics = await parts.analytics.current();
  const steps = follow<AlertsProgress, Detection>(
    (tell, stop) => parts.alerts.find(analytics.version, stop, tell),
    signal,
  );
  let step = await steps.next();
  for (; step.done !== true; step = await steps.next()) yield { state: 'working', ...step.value };
  yield answerOf(parts, analytics, selection, step.value);
}

function answerOf(parts: ServiceParts, analytics: Analytics, selection: Selection, detection: Detection): AlertsAnswer {
  const touches = selectorOf(analytics, selection);
  const name = namerOf(analytics);
  const alerts = detection.units.filter(touches).map(name);
  return {
    state: 'ready',
    asOf: asOfOf(parts, analytics),
    alerts: cut(alerts, ALERTS_LIMIT),
    beyondBudget: alerts.filter(({ withinBudget }) => !withinBudget).length,
    alertBudget: { least: detection.budgets[0] ?? 0, most: detection.budgets.at(-1) ?? 0 },
    counted: detection.totals.counted,
    setAside: detection.totals.setAside,
  };
}

/** Which dealer, product line and city an alert is about. */
export const alertKey = ({ dealer, productLine, city }: Pick<FoundUnit, 'dealer' | 'productLine' | 'city'>): string =>
  [dealer, productLine ?? '', city].join('/');

/** Whether a unit has something to do with a selection. */
function selectorOf(analytics: Analytics, selection: Selection): (unit: FoundUnit) => boolean {
  const filter = makeFilter(analytics, selection);
  const { regions, dealers, divisions } = analytics.dimensions;
  const indexOf = (rows: readonly { readonly id: string }[]) => new Map(rows.map(({ id }, index) => [id, index]));
  const regionIndex = indexOf(regions);
  const dealerIndex = indexOf(dealers);
  const isPlaceIn = new Set(
    divisions.flatMap(({ adcode, city }, index) => (filter.division[index + 1] === 1 ? [adcode, city] : [])),
  );
  return (unit) => {
    const region = regionIndex.get(unit.region ?? '');
    const dealer = dealerIndex.get(unit.dealer);
    return (
      dealer !== undefined &&
      filter.dealer[dealer] === 1 &&
      (!filter.byRegion || (region !== undefined && filter.region[region] === 1)) &&
      (selection.productLineId === null || unit.productLine === selection.productLineId) &&
      (!filter.byPlace || unit.counties.some(({ adcode }) => isPlaceIn.has(adcode))) &&
      toDay(unit.firstScannedOn) < filter.period.to &&
      toDay(unit.lastScannedOn) >= filter.period.from
    );
  };
}

function namerOf(analytics: Analytics): (unit: FoundUnit) => Alert {
  const dealers = new Map(analytics.dimensions.dealers.map(({ id, name }) => [id, name]));
  const lines = new Map(analytics.dimensions.productLines.map(({ id, name }) => [id, name]));
  return ({ dealer, productLine, region, codes, scanIds, alsoIn, ...unit }) => ({
    ...unit,
    key: alertKey({ dealer, productLine, city: unit.city }),
    dealerId: dealer,
    dealerName: dealers.get(dealer) ?? '',
    productLineId: productLine,
    productLineName: lines.get(productLine ?? '') ?? null,
    regionId: region,
    codes: codes.length,
    scans: scanIds.length,
    alsoIn: [...alsoIn],
  });
}
