import { useEffect, useMemo, useState } from 'react';
import type { TerritoryDraft } from '../../../../db/contract/diversion-territory.ts';
import { fromDay, toDay } from '../../../../db/domain/time/days.ts';
import { useAsk } from '../../../client/queries.ts';
import type { BaseMap } from '../base-map.ts';
import { type Ground, groundOf, type MapLeaf, shapeOfGround, useDraft } from './draft.ts';

/** A click further within this time is checked together with the ones before it. */
const SETTLED_MS = 250;

/** The divisions of the drawn map, as the list names them. */
export const leavesOfMap = (base: BaseMap | null): readonly MapLeaf[] =>
  (base?.counties.features ?? []).map(({ properties }) => ({
    adcode: properties.adcode ?? '',
    name: properties.name ?? '',
    city: properties.city ?? '',
    cityName: properties.cityName ?? '',
    province: properties.province ?? '',
    provinceName: properties.provinceName ?? '',
  }));

export function useTerritoryDesk() {
  const desk = useAsk('diversion.getTerritoryDesk', (client) => client.diversion.getTerritoryDesk, {});
  const { validFrom, setValidFrom } = useDraft();
  const today = desk.data?.today;
  useEffect(() => {
    if (today !== undefined && validFrom === '') setValidFrom(fromDay(toDay(today) + 1));
  }, [today, validFrom, setValidFrom]);
  return desk;
}

/**
 * Versions of the chosen dealer and line; the draft begins as the one in force on its day. `before` is the ground that the
 * draft, or the proposal that is looked at, would end.
 */
export function useVersions(leaves: readonly MapLeaf[]) {
  const { dealerId, productLineId, validFrom, begunOf, opened, begin } = useDraft();
  const isChosen = dealerId !== null && productLineId !== null && validFrom !== '';
  const asked = { dealerId: dealerId ?? '', productLineId: productLineId ?? '', day: validFrom };
  const answer = useAsk(
    'diversion.getTerritoryVersions',
    (client) => client.diversion.getTerritoryVersions,
    asked,
    isChosen,
  );
  const { data, isPlaceholderData } = answer;
  const current = useMemo(
    () => data?.versions.find(({ from, to }) => from <= validFrom && (to === null || validFrom < to)) ?? null,
    [data, validFrom],
  );
  const isAnswered = data !== undefined && !isPlaceholderData;
  const before = useMemo((): Ground | null => {
    const version = opened === null ? current : data?.versions.find(({ id }) => id === opened.replaces);
    return isAnswered && version != null ? groundOf(leaves, version) : null;
  }, [isAnswered, opened, current, data, leaves]);
  const of = `${dealerId}/${productLineId}`;
  useEffect(() => {
    if (!isChosen || !isAnswered || leaves.length === 0 || begunOf === of) return;
    begin(of, groundOf(leaves, current));
  }, [isChosen, isAnswered, leaves, begunOf, of, begin, current]);
  return { ...answer, isChosen, isAnswered, current, before, isBegun: begunOf === of };
}

/** The draft as it is checked and proposed; null until a dealer and a line are chosen. */
export function useDraftShape(leaves: readonly MapLeaf[]): TerritoryDraft | null {
  const { dealerId, productLineId, validFrom, now, begunOf } = useDraft();
  return useMemo(
    () =>
      dealerId === null || productLineId === null || validFrom === '' || begunOf !== `${dealerId}/${productLineId}`
        ? null
        : { dealerId, productLineId, validFrom, ...shapeOfGround(leaves, now) },
    [leaves, dealerId, productLineId, validFrom, now, begunOf],
  );
}

/** What is wrong with the draft, asked a moment after the last change; `isNews`: an answer to the draft as it is. */
export function useCheck(draft: TerritoryDraft | null) {
  const [settled, setSettled] = useState(draft);
  useEffect(() => {
    const waiting = setTimeout(() => setSettled(draft), SETTLED_MS);
    return () => clearTimeout(waiting);
  }, [draft]);
  const asked = settled ?? { dealerId: '', productLineId: '', validFrom: '', adcodes: [], polygons: [] };
  const answer = useAsk(
    'diversion.checkTerritory',
    (client) => client.diversion.checkTerritory,
    asked,
    settled !== null,
  );
  return { ...answer, isNews: settled === draft && draft !== null && !answer.isFetching && !answer.isPlaceholderData };
}
