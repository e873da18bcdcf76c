import { AnnotationAdd } from '../contract/head-office.ts';
import type { OpenCommand, SyncStatus } from '../contract/sync.ts';
import { CASE_COMMANDS } from '../domain/diversion/cases/schema.ts';
import { readDealer } from '../store/directory.ts';
import type { UnsettledCommand } from '../store/outbox.ts';
import type { FeatureHandlers } from './handlers.ts';
import { readReplica, type ServiceParts } from './parts.ts';

const COMMANDS_LIMIT = 200;

export function syncService(parts: ServiceParts): FeatureHandlers<'sync'> {
  const { engine, store } = parts;
  return {
    watch: (_input, { signal }) => watchStatus(parts, signal),
    async start() {
      engine.start();
      return {};
    },
    async enrol(input) {
      return engine.enrol(input);
    },
    async rebuild() {
      await engine.rebuild();
      return {};
    },
    async listCommands() {
      const { commands, total } = store.outbox.open(COMMANDS_LIMIT);
      const rows = commands.map((command) => openCommand(parts, command));
      return { commands: { rows, totalRows: total, truncated: total > rows.length } };
    },
    async markRefusalsSeen() {
      store.outbox.markRefusalsSeen();
      engine.commandsWaiting();
      return {};
    },
    async getDevice() {
      const device = store.device.read();
      if (device === null) return { device: null };
      const { id, headOffice, person } = device;
      return {
        device: { id, headOffice, personName: person?.name ?? null, enrolledAt: person?.enrolledAt ?? null },
      };
    },
  };
}

/** A command in the words of a screen: whom it concerns and what it says, where the command itself tells. */
function openCommand(parts: ServiceParts, command: UnsettledCommand): OpenCommand {
  const { id, kind, status, reasonCode, claimedAt, payload } = command;
  const note = kind === 'annotation.add' ? AnnotationAdd.safeParse(payload).data : undefined;
  const opening = kind === 'case.open' ? CASE_COMMANDS['case.open'].safeParse(payload).data : undefined;
  const dealerId = note?.dealerId ?? opening?.dealerId;
  const dealer = dealerId === undefined ? null : readReplica(parts, (replica) => readDealer(replica, dealerId));
  return {
    id,
    kind,
    dealerName: dealer?.name ?? null,
    text: note?.body ?? opening?.claim ?? null,
    status,
    reasonCode,
    claimedAt,
  };
}

/**
 * The status now and at each change. `dataVersion` is that of the figures the service answers with, so that a screen
 * which asks again at its change gets the new ones.
 */
async function* watchStatus(parts: ServiceParts, signal: AbortSignal): AsyncGenerator<SyncStatus> {
  let wake: () => void = () => undefined;
  let isChanged = true;
  const changed = () => {
    isChanged = true;
    wake();
  };
  const stopStatus = parts.engine.onStatus(changed);
  const stopBuilt = parts.analytics.onBuilt(changed);
  signal.addEventListener('abort', changed);
  try {
    while (!signal.aborted) {
      if (isChanged) {
        isChanged = false;
        yield { ...parts.engine.status, dataVersion: parts.analytics.version };
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    stopStatus();
    stopBuilt();
    signal.removeEventListener('abort', changed);
  }
}
