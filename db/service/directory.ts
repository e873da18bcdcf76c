import type { SearchHit } from '../contract/directory.ts';
import { AppError } from '../contract/errors.ts';
import { initialsOf, matchRank } from '../domain/search/match.ts';
import { fromDay } from '../domain/time/days.ts';
import { quarterOf } from '../domain/time/periods.ts';
import type { Analytics } from '../store/analytics.ts';
import { placeNames } from '../store/analytics-dimensions.ts';
import {
  countTerminalsOfDealer,
  findCode,
  readDealer,
  readDealerRegions,
  readGrants,
  readPersonName,
  readProductLines,
  readRegions,
  readSearchables,
  type StoredRegion,
} from '../store/directory.ts';
import type { FeatureHandlers } from './handlers.ts';
import { asOfOf, cut, readReplica, type ServiceParts } from './parts.ts';

export function directoryService(parts: ServiceParts): FeatureHandlers<'directory'> {
  const search = createSearch(parts);
  return {
    async getFrame() {
      const analytics = await parts.analytics.current();
      const { lastDay, firstDay } = analytics;
      const enrolled = parts.store.device.read()?.person ?? null;
      const { regions, productLines, grants, personName } = readReplica(parts, (replica) => ({
        regions: readRegions(replica),
        productLines: readProductLines(replica),
        grants: enrolled === null || lastDay === null ? [] : readGrants(replica, enrolled.id, fromDay(lastDay)),
        personName: enrolled === null ? null : readPersonName(replica, enrolled.id),
      }));
      const visible = visibleRegions(
        regions,
        grants.map((grant) => grant.region_id),
      );
      const quarter = lastDay === null ? null : quarterOf(lastDay);
      return {
        asOf: asOfOf(parts, analytics),
        regions: visible.map((region) => ({
          id: region.id,
          parentId: region.parent_id,
          level: region.level,
          code: region.code,
          name: region.name,
          nameEn: region.name_en,
        })),
        productLines: productLines.map((line) => ({
          id: line.id,
          code: line.code,
          name: line.name,
          nameEn: line.name_en,
        })),
        person:
          enrolled === null
            ? null
            : {
                id: enrolled.id,
                name: personName ?? enrolled.name,
                roles: [...new Set(grants.map((grant) => grant.role))],
              },
        defaultPeriod: quarter === null ? null : { from: fromDay(quarter.from), to: fromDay(quarter.to) },
        dataRange: firstDay === null || lastDay === null ? null : { from: fromDay(firstDay), to: fromDay(lastDay) },
        homeRegionId: visible[0]?.id ?? null,
      };
    },

    search: ({ text, limit }) => search(text, limit),

    async getDealer({ dealerId }) {
      const analytics = await parts.analytics.current();
      return readReplica(parts, (replica) => {
        const dealer = readDealer(replica, dealerId);
        if (dealer === null) throw new AppError('not_found');
        const regions = readDealerRegions(replica, dealerId);
        const names = placeNames(analytics.dimensions.divisions);
        return {
          asOf: asOfOf(parts, analytics),
          id: dealer.id,
          code: dealer.code,
          name: dealer.name,
          class: dealer.class,
          openedOn: dealer.opened_on,
          closedOn: dealer.closed_on,
          place: dealer.adcode,
          placeName: dealer.adcode === null ? null : (names.get(dealer.adcode) ?? null),
          regions: cut(
            regions.map((one) => ({
              regionId: one.region_id,
              name: one.name,
              from: one.valid_from,
              to: one.valid_to,
            })),
            50,
          ),
          owner: regions.find((one) => one.valid_to === null)?.owner ?? null,
          terminals: countTerminalsOfDealer(replica, dealerId),
        };
      });
    },
  };
}

/**
 * The granted regions and everything below them, topmost first, the tops without a parent; all regions for a laptop
 * without grants (nobody enrolled yet, or nothing synced).
 */
function visibleRegions(regions: readonly StoredRegion[], granted: readonly string[]): StoredRegion[] {
  if (granted.length === 0) return [...regions];
  const visible = new Set<string>();
  const roots = new Set(granted);
  // Parents come before their children.
  for (const region of regions) {
    if (roots.has(region.id) || (region.parent_id !== null && visible.has(region.parent_id))) visible.add(region.id);
  }
  return regions
    .filter((region) => visible.has(region.id))
    .map((region) => ({
      ...region,
      parent_id: region.parent_id !== null && visible.has(region.parent_id) ? region.parent_id : null,
    }));
}

/** Something that can be found: as it is answered, and by what. */
interface Entry {
  readonly hit: SearchHit;
  readonly name: string;
  readonly code: string;
  readonly initials: string;
}

/** Looks things up by name, code and initials; the list is made once for each version of the data. */
function createSearch(parts: ServiceParts) {
  let list: { readonly analytics: Analytics; readonly entries: readonly Entry[] } | null = null;

  return async (text: string, limit: number): Promise<{ hits: SearchHit[] }> => {
    const analytics = await parts.analytics.current();
    if (list === null || list.analytics !== analytics) list = { analytics, entries: entriesOf(parts, analytics) };
    const hits = list.entries
      .map((entry) => ({ entry, rank: matchRank(text, entry) }))
      .filter((hit): hit is { entry: Entry; rank: number } => hit.rank !== null)
      .sort((a, b) => a.rank - b.rank || a.entry.name.localeCompare(b.entry.name, 'zh-CN'))
      .slice(0, limit)
      .map(({ entry }) => entry.hit);
    const code = hits.length < limit ? codeHit(parts, analytics, text) : null;
    return { hits: code === null ? hits : [...hits, code] };
  };
}

function entriesOf(parts: ServiceParts, analytics: Analytics): Entry[] {
  const things = readReplica(parts, readSearchables);
  const dealers = new Map(analytics.dimensions.dealers.map(({ id, name }) => [id, name]));
  const hits = things.map(
    ({ kind, key, name, nameEn, code, dealerId, productLineId }): SearchHit => ({
      kind,
      key,
      label: name,
      labelEn: nameEn,
      detail: code,
      dealer: dealerId === null ? null : { id: dealerId, name: dealers.get(dealerId) ?? '' },
      productLineId,
    }),
  );
  const places = [...placeNames(analytics.dimensions.divisions)].map(
    ([code, name]): SearchHit => ({
      kind: 'place',
      key: code,
      label: name,
      labelEn: null,
      detail: code,
      dealer: null,
      productLineId: null,
    }),
  );
  return [...hits, ...places].map((hit) => {
    // A region is found by either of its names.
    const name = hit.labelEn === null ? hit.label : `${hit.label} ${hit.labelEn}`;
    return { hit, name, code: hit.detail, initials: initialsOf(hit.label) };
  });
}

/** A trace code is found by the whole code only; shorter texts are never one. */
function codeHit(parts: ServiceParts, analytics: Analytics, text: string): SearchHit | null {
  if (!/^[0-9A-Za-z-]{8,}$/.test(text)) return null;
  const found = readReplica(parts, (replica) => findCode(replica, text));
  if (found === undefined) return null;
  const dealer = analytics.dimensions.dealers.find((one) => one.id === found.dealer_id);
  return {
    kind: 'code',
    key: text,
    label: text,
    labelEn: null,
    detail: '',
    dealer: dealer === undefined ? null : { id: dealer.id, name: dealer.name },
    productLineId: null,
  };
}
