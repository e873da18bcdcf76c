import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackAnswer } from '../contract/diversion-pack.ts';
import { AppError } from '../contract/errors.ts';
import { PACK_FILES_BYTES_MAX, type PackAttachment, type PackDeduction } from '../domain/diversion/pack/attachments.ts';
import { bodyOf, checkPack, makePack, newestEvidence, type PackContent } from '../domain/diversion/pack/content.ts';
import { drawMap } from '../domain/diversion/pack/draw-map.ts';
import { packFile } from '../domain/diversion/pack/file.ts';
import { type PackParameters, parameterRows } from '../domain/diversion/pack/parameters.ts';
import { settingBehind } from '../domain/diversion/parameters/trace.ts';
import { BoundarySet } from '../domain/geo/boundary-set.ts';
import { decodeDivisions } from '../domain/geo/division-file.ts';
import { dayOfInstant, fromDay } from '../domain/time/days.ts';
import { readCase, readCaseEvents, readEvidence } from '../store/cases.ts';
import { readDetectorSettings, readTunings } from '../store/detector-tuning.ts';
import { readDealerSeat, readRegions } from '../store/directory.ts';
import { keptSteps } from './case-rows.ts';
import { caseDeduction } from './diversion-deduction.ts';
import { follow } from './follow.ts';
import { breathe, readReplica, type ServiceParts } from './parts.ts';

/** Where the outlines come from, and their approval number; a map without one says so in the pack. */
const boundarySetOf = (mapFolder: string): BoundarySet =>
  BoundarySet.parse(JSON.parse(readFileSync(join(mapFolder, 'boundary-set.json'), 'utf8')));

/**
 * What the evidence pack of a case states, from what is synced; nothing of it is made up on the laptop but the drawing and
 * the deduction. Bytes of files that are not here are asked of head office; without a network the pack names them by hash.
 * @param onFile told before each file, how many are done
 * @throws AppError not_found while head office has not recorded the case; cancelled
 */
export async function packContent(
  parts: ServiceParts,
  caseId: string,
  signal: AbortSignal,
  onFile: (done: number, total: number) => void = () => undefined,
): Promise<PackContent> {
  const { stored, events, seat, evidence } = readReplica(parts, (replica) => {
    const found = readCase(replica, caseId);
    return {
      stored: found,
      events: readCaseEvents(replica, caseId),
      seat: found === null ? null : readDealerSeat(replica, found.dealer_id),
      evidence: new Set(readEvidence(replica, caseId).map(({ id }) => id)),
    };
  });
  if (stored === null || events.length === 0) throw new AppError('not_found');
  const told = events.map((event) => ({
    no: event.no,
    kind: event.kind,
    personId: event.person_id,
    personName: event.person_name,
    at: event.at,
    body: event.body,
    prevHash: event.prev_hash,
    hash: event.hash,
  }));
  const found = newestEvidence(told);
  const rings = decodeDivisions(readFileSync(join(parts.mapFolder, 'divisions.bin')));
  const named = told
    .map(bodyOf)
    .flatMap((body) => (body?.kind === 'add_evidence' && evidence.has(body.body.evidenceId) ? [body.body] : []));
  const deduction = await deductionOf(parts, caseId, stored.dealer_id, signal);
  return {
    schema: 'diversion-pack/3',
    program: parts.appVersion,
    preparedOn: fromDay(dayOfInstant(new Date().toISOString())),
    case: {
      id: stored.id,
      kind: stored.kind,
      dealer: { id: stored.dealer_id, name: stored.dealer_name },
      productLine: stored.product_line_name,
      cityName: stored.city_name,
      state: stored.state,
      decision: stored.decision,
      appealDeadline: stored.appeal_deadline,
      observedUntil: stored.observed_until,
    },
    events: told,
    map: drawMap(rings, found?.custody ?? [], seat, boundarySetOf(parts.mapFolder)),
    parameters: found === null ? null : parametersOf(parts, found, stored.region_id),
    deduction,
    files: await filesOf(parts, caseId, named, signal, onFile),
  };
}

/** What the detector was set to when it found the case; null where no detector spoke. */
function parametersOf(
  parts: ServiceParts,
  { alert, recordedAt }: NonNullable<ReturnType<typeof newestEvidence>>,
  caseRegion: string,
): PackParameters | null {
  if (alert === null) return null;
  return readReplica(parts, (replica) => {
    const regions = readRegions(replica);
    const nameOf = (id: string): string => regions.find((region) => region.id === id)?.name ?? '';
    // A dealer may have moved to a region that this laptop does not hold.
    const regionId = regions.some(({ id }) => id === alert.region) ? alert.region : caseRegion;
    const path = readDetectorSettings(replica).pathOf(regionId);
    const used = alert.parameters ?? null;
    const setting = settingBehind(
      path.map((one) => one.regionId),
      readTunings(replica),
      recordedAt,
      used,
    );
    return {
      recordedAt,
      region: nameOf(regionId ?? caseRegion),
      tunedAt: setting.tunedAt === null ? null : nameOf(setting.tunedAt),
      isKept: used !== null,
      rows: parameterRows(setting, used, parts.pack().parameters, nameOf),
    };
  });
}

interface NamedFile {
  readonly evidenceId: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
}

/** The files of a case, oldest first, with their bytes as long as these stay within the limit of a pack. */
async function filesOf(
  parts: ServiceParts,
  caseId: string,
  named: readonly NamedFile[],
  signal: AbortSignal,
  onFile: (done: number, total: number) => void,
): Promise<PackAttachment[]> {
  const own = new Map(
    keptSteps(parts).flatMap(({ payload }) =>
      'base64' in payload && payload.caseId === caseId ? [[payload.evidenceId, payload.base64] as const] : [],
    ),
  );
  const files: PackAttachment[] = [];
  let bytes = 0;
  // Whoever cannot be reached for one file is not waited for again with the next.
  let isReachable = true;
  for (const [at, { evidenceId, ...file }] of named.entries()) {
    onFile(at, named.length);
    await breathe(signal);
    let base64: string | null = null;
    if (bytes + file.size <= PACK_FILES_BYTES_MAX) {
      const kept = own.get(evidenceId);
      const answer = kept === undefined && isReachable ? await asked(parts, evidenceId) : null;
      if (answer === 'unreachable') isReachable = false;
      else base64 = kept ?? answer?.base64 ?? null;
      if (base64 !== null) bytes += file.size;
    }
    files.push({ id: evidenceId, ...file, base64 });
  }
  return files;
}

/** Bytes as head office keeps them. Where it cannot be asked now the pack says that they are not in it. */
async function asked(
  parts: ServiceParts,
  evidenceId: string,
): Promise<{ readonly base64: string | null } | 'unreachable'> {
  try {
    return { base64: await parts.engine.evidence(evidenceId) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    parts.log.warn({ err: error, evidenceId }, 'the bytes of a file could not be had');
    return 'unreachable';
  }
}

async function deductionOf(
  parts: ServiceParts,
  caseId: string,
  dealerId: string,
  signal: AbortSignal,
): Promise<PackDeduction | null> {
  const told = await caseDeduction(parts, caseId, signal);
  if (told.state !== 'calculated') return null;
  const { asOf, standing, currency, amountFen, figures, lines, codesWithoutLine } = told;
  return {
    asOf,
    standing,
    currency,
    amountFen,
    figures: figures
      .filter((figure) => figure.dealerId === dealerId)
      .map((figure) => ({
        agreement: `${figure.agreementCode} ${figure.agreementName}`,
        periodCode: figure.periodCode,
        withFen: figure.withFen,
        withoutFen: figure.withoutFen,
        amountFen: figure.amountFen,
      })),
    lines: lines.rows.map((line) => ({
      date: line.date,
      sku: line.skuName,
      baseUnit: line.baseUnit,
      quantityMilli: line.quantityMilli,
      lineQuantityMilli: line.lineQuantityMilli,
      netFen: line.netFen,
      taxFen: line.taxFen,
    })),
    moreLines: lines.totalRows - lines.rows.length,
    codesWithoutLine,
  };
}

/** Makes the pack of a case as a file, telling how far it is. @throws AppError not_found, cancelled */
export async function* packSheet(parts: ServiceParts, caseId: string, signal: AbortSignal): AsyncGenerator<PackAnswer> {
  yield { state: 'working', done: 0, total: 0 };
  const steps = follow<{ done: number; total: number }, PackContent>(
    (tell, stop) => packContent(parts, caseId, stop, (done, total) => tell({ done, total })),
    signal,
  );
  let step = await steps.next();
  for (; step.done !== true; step = await steps.next()) yield { state: 'working', ...step.value };
  const content = step.value;
  const pack = makePack(content);
  const { engine, words } = parts.pack();
  const { dealer, cityName } = content.case;
  yield {
    state: 'made',
    name: `窜货证据包_${dealer.name}_${cityName}_${content.preparedOn}.html`.replace(/[\\/:*?"<>|]/g, '_'),
    mediaType: 'text/html',
    bytes: Buffer.from(packFile(pack, engine, words), 'utf8'),
    contentHash: pack.contentHash,
    head: checkPack(pack).head,
    filesLeftOut: (content.files ?? []).filter(({ base64 }) => base64 === null).length,
  };
}
