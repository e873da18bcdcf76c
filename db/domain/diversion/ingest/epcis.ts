import { SHANGHAI_MS } from '../reading.ts';
import type { ShippedCode } from '../schema/detect.ts';
import type { Actor, ScanRow } from '../schema/scan-row.ts';
import { elementString, type GeoPlace, geoPlace } from './epc.ts';
import { EpcisEvent } from './epcis-schema.ts';
import type { Ingested, Refused } from './ingested.ts';

/** Who handles goods in a step of the Core Business Vocabulary; every other step is a consumer's scan. */
const ACTOR_OF: Readonly<Record<string, Actor>> = {
  inspecting: 'inspector', sampling: 'inspector',
  receiving: 'dealer', accepting: 'dealer', storing: 'dealer', stock_taking: 'dealer', cycle_counting: 'dealer', unpacking: 'dealer', picking: 'dealer', holding: 'dealer',
  stocking: 'terminal', retail_selling: 'terminal', dispensing: 'terminal',
  transporting: 'driver', loading: 'driver', unloading: 'driver', arriving: 'driver', departing: 'driver',
}; // biome-ignore format: one actor a line
/** Steps that make or bind codes: nobody saw goods at a place of sale. */
const NO_SCAN: ReadonlySet<string> = new Set([
  'commissioning', 'encoding', 'creating_class_instance', 'packing', 'shipping', 'consigning', 'staging_outbound',
  'void_shipping', 'decommissioning', 'destroying', 'killing', 'repackaging',
]); // biome-ignore format: a list
const TYPES: ReadonlySet<string> = new Set(['ObjectEvent', 'AggregationEvent', 'TransactionEvent']);

interface Read {
  readonly index: number;
  readonly event: EpcisEvent;
  readonly at: number;
}

/**
 * Turns EPCIS 2.0 events into scans and into what shipments bound codes to. Events are taken in the order of their times:
 * what is packed in what, and for whom it was shipped, is what was so when the goods were seen. An event that a later
 * error declaration withdraws never happened.
 */
export function readEpcis(events: readonly unknown[]): Ingested {
  const refused: Refused[] = [];
  const read: Read[] = [];
  const seen = new Set<string>();
  const withdrawn = new Set<string>();
  let late = 0;
  events.forEach((raw, index) => {
    const parsed = EpcisEvent.safeParse(renamed(raw));
    if (!parsed.success) {
      refused.push({ index, reason: 'malformed', detail: parsed.error.issues[0]?.path.join('.') || 'event' });
      return;
    }
    const event = parsed.data;
    if (event.errorDeclaration != null) {
      if (event.eventID != null) withdrawn.add(event.eventID);
      refused.push({ index, reason: 'withdrawn', detail: event.eventID ?? null });
      return;
    }
    const at = instantOf(event);
    if (at === null) refused.push({ index, reason: 'malformed', detail: 'eventTimeZoneOffset' });
    else read.push({ index, event, at });
  });
  const standing = read.filter(({ index, event: { eventID } }) => {
    if (eventID == null) return true;
    if (withdrawn.has(eventID)) refused.push({ index, reason: 'withdrawn', detail: eventID });
    else if (seen.has(eventID)) refused.push({ index, reason: 'named_twice', detail: eventID });
    else {
      seen.add(eventID);
      return true;
    }
    return false;
  });
  const isInOrder = standing.every(({ at }, n) => n === 0 || (standing[n - 1] as Read).at <= at);
  standing.sort((a, b) => a.at - b.at || a.index - b.index);

  const packing = new Packing();
  const shipped = new Map<string, ShippedCode>();
  const scans: ScanRow[] = [];
  const origins: number[] = [];
  for (const { index, event, at } of standing) {
    const step = lastPart(event.bizStep ?? '');
    const type = lastPart(event.type);
    if (!TYPES.has(type)) {
      refused.push({ index, reason: 'not_a_scan', detail: type });
      continue;
    }
    const children = [...(event.childEPCs ?? []), ...(event.epcList ?? [])].map(elementString);
    const parent = event.parentID == null ? null : elementString(event.parentID);
    if (parent !== null && event.action === 'ADD') packing.put(children, parent);
    if (parent !== null && event.action === 'DELETE') packing.take(children, parent);
    if (step === 'shipping') bind(event, at, parent === null ? children : [parent, ...children], packing, shipped);
    const isScan = event.action !== 'DELETE' && !NO_SCAN.has(step) && (type !== 'AggregationEvent' || event.action === 'OBSERVE' || step !== '');
    const codes = children.length > 0 ? children : parent === null ? [] : [parent];
    if (!isScan || codes.length === 0) {
      refused.push({ index, reason: 'not_a_scan', detail: step === '' ? type : step });
      continue;
    }
    const recorded = event.recordTime == null ? Number.NaN : Date.parse(event.recordTime);
    if (recorded - at > LATE_MS) late += 1;
    const place = placeOf(event);
    for (const code of codes) {
      const bound = shipped.get(code);
      const [packed, pallet] = packing.around(code);
      scans.push({
        id: event.eventID ?? null,
        code,
        dealer: bound?.dealer ?? null,
        shipment: bound?.shipment ?? null,
        shippedOn: bound?.shippedOn ?? null,
        case: packed,
        pallet,
        scannedAt: new Date(at).toISOString(),
        longitude: place?.longitude ?? null,
        latitude: place?.latitude ?? null,
        accuracyM: place?.accuracyM ?? null,
        crs: 'WGS84',
        actor: ACTOR_OF[step] ?? 'consumer',
        terminal: terminalOf(event),
      });
      origins.push(index);
    }
  } // biome-ignore format: its conditions
  refused.sort((a, b) => a.index - b.index);
  return { scans, origins, codes: [...shipped.values()], refused, late, isInOrder };
}

/** Recorded so long after it happened, an event comes too late for the week it belongs to. */
const LATE_MS = 7 * 86_400_000;

/** Older documents name the type as JSON-LD does. */
function renamed(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || 'type' in raw) return raw;
  if ('isA' in raw) return { ...raw, type: raw.isA };
  return '@type' in raw ? { ...raw, type: raw['@type'] } : raw;
}

/** `urn:epcglobal:cbv:bizstep:shipping`, `https://ref.gs1.org/cbv/BizStep-shipping` and `shipping` are one step. */
const lastPart = (text: string): string =>
  text
    .split(/[:/#]/)
    .at(-1)
    ?.replace(/^(?:BizStep|SDT|BTT)-/, '') ?? '';

/** Milliseconds since 1970; a time without a zone is in that of the event. Null without either. */
function instantOf({ eventTime, eventTimeZoneOffset }: EpcisEvent): number | null {
  if (/(?:Z|[+-]\d\d:?\d\d)$/i.test(eventTime)) return Date.parse(eventTime);
  return eventTimeZoneOffset == null ? null : Date.parse(`${eventTime}${eventTimeZoneOffset}`);
}

function placeOf({ readPoint, bizLocation, sensorElementList }: EpcisEvent): GeoPlace | null {
  for (const link of [readPoint, bizLocation]) {
    const place = link == null ? null : geoPlace(link);
    if (place !== null) return place;
  }
  const reports = (sensorElementList ?? []).flatMap(({ sensorReport }) => sensorReport ?? []);
  const sensed = (name: string): number | undefined => {
    const report = reports.find(({ type }) => type != null && lastPart(type).toLowerCase() === name);
    const text = report?.value ?? (report?.stringValue == null ? undefined : Number(report.stringValue));
    return text === undefined || !Number.isFinite(text) ? undefined : text;
  };
  const [longitude, latitude] = [sensed('longitude'), sensed('latitude')];
  return longitude === undefined || latitude === undefined ? null : { longitude, latitude, accuracyM: null };
}

/** The shop or warehouse of the event, where it is named and not only a point on the globe. */
function terminalOf({ readPoint, bizLocation }: EpcisEvent): string | null {
  const named = [bizLocation, readPoint].find((link) => link != null && geoPlace(link) === null);
  return named == null ? null : elementString(named);
}

/** Binds what was shipped, and all that is packed in it, to whom it went. */
function bind(event: EpcisEvent, at: number, codes: readonly string[], packing: Packing, shipped: Map<string, ShippedCode>): void {
  const targets = event.destinationList ?? [];
  const target = ['owning_party', 'possessing_party', 'location'].map((kind) => targets.find(({ type }) => lastPart(type ?? '') === kind)).find((one) => one !== undefined) ?? targets[0];
  const notice = (event.bizTransactionList ?? []).find(({ type }) => lastPart(type ?? '') === 'desadv') ?? event.bizTransactionList?.[0];
  const shippedOn = new Date(at + SHANGHAI_MS).toISOString().slice(0, 10);
  for (const code of packing.within(codes)) {
    const [packed, pallet] = packing.around(code);
    shipped.set(code, { code, dealer: target === undefined ? null : elementString(target.destination), shipment: notice?.bizTransaction ?? null, shippedOn, case: packed, pallet });
  }
} // biome-ignore format: long names

/** What is packed in what, at the present event. */
class Packing {
  readonly #parent = new Map<string, string>();
  readonly #children = new Map<string, Set<string>>();

  put(children: readonly string[], parent: string): void {
    for (const child of children) {
      this.#take(child);
      this.#parent.set(child, parent);
      const inside = this.#children.get(parent);
      if (inside === undefined) this.#children.set(parent, new Set([child]));
      else inside.add(child);
    }
  }

  /** Without children everything is taken out. */
  take(children: readonly string[], parent: string): void {
    for (const child of children.length > 0 ? children : [...(this.#children.get(parent) ?? [])]) this.#take(child);
  }

  #take(child: string): void {
    const parent = this.#parent.get(child);
    if (parent !== undefined) this.#children.get(parent)?.delete(child);
    this.#parent.delete(child);
  }

  /** What a code is packed in, and what that is packed in. */
  around(code: string): readonly [packed: string | null, pallet: string | null] {
    const packed = this.#parent.get(code) ?? null;
    return [packed, packed === null ? null : (this.#parent.get(packed) ?? null)];
  }

  /** Codes and all that is packed in them, each once, however a wrong document packs them into one another. */
  within(codes: readonly string[]): ReadonlySet<string> {
    const all = new Set(codes);
    for (const code of all) for (const child of this.#children.get(code) ?? []) all.add(child);
    return all;
  }
}
