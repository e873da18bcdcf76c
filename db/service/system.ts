import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { AppError, type WireError } from '../contract/errors.ts';
import type { system } from '../contract/system.ts';
import { CONTRACT_VERSION } from '../contract/version.ts';
import { checkFile, type FileCheck } from '../store/check.ts';
import type { FeatureHandlers } from './handlers.ts';
import type { ServiceParts } from './parts.ts';

type Check = z.input<typeof system.diagnose.output>['checks'][number];

export function systemService(parts: ServiceParts): FeatureHandlers<'system'> {
  const startedAt = new Date().toISOString();
  return {
    async hello({ contractVersion }) {
      if (contractVersion !== CONTRACT_VERSION) {
        throw new AppError('contract_mismatch', { client: contractVersion, service: CONTRACT_VERSION });
      }
      return {
        contractVersion: CONTRACT_VERSION,
        appVersion: parts.appVersion,
        startedAt,
        notices: [...parts.store.notices],
      };
    },
    async diagnose() {
      const { store } = parts;
      const files: FileCheck[] = [
        { file: store.localFile, role: 'local', key: store.keys.local },
        { file: store.replicaFile, role: 'replica', key: store.keys.replica },
      ];
      const checks = [...(await Promise.all(files.map(fileCheck))), mapCheck(parts), enrolmentCheck(parts)];
      return { checks: [...checks, await figuresCheck(parts), syncCheck(parts), outboxCheck(parts)] };
    },
  };
}

async function fileCheck(check: FileCheck): Promise<Check> {
  const name = `${check.role}.db`;
  try {
    if (await checkFile(check)) return { name, outcome: 'ok', detail: check.file, error: null };
    const code = check.role === 'local' ? 'local_corrupt' : 'replica_corrupt';
    return { name, outcome: 'failed', detail: check.file, error: { code, params: {} } };
  } catch (error) {
    return { name, outcome: 'failed', detail: check.file, error: wireError(error) };
  }
}

function mapCheck({ mapFolder }: ServiceParts): Check {
  const file = join(mapFolder, 'divisions.bin');
  const isThere = existsSync(file);
  return {
    name: 'map',
    outcome: isThere ? 'ok' : 'failed',
    detail: file,
    error: isThere ? null : { code: 'internal', params: {} },
  };
}

function enrolmentCheck({ store }: ServiceParts): Check {
  const device = store.device.read();
  if (device?.person == null) {
    return { name: 'enrolment', outcome: 'warning', detail: '', error: { code: 'not_enrolled', params: {} } };
  }
  return {
    name: 'enrolment',
    outcome: 'ok',
    detail: `${device.person.name} @ ${device.headOffice ?? ''}`,
    error: null,
  };
}

/** Whether the columns that every figure is answered from can be built. */
async function figuresCheck(parts: ServiceParts): Promise<Check> {
  try {
    const { salesLines, scans, ledgerEntries, version } = await parts.analytics.current();
    const detail = `${salesLines.length} sales lines, ${ledgerEntries.length} entries, ${scans.length} scans, version ${version}`;
    return { name: 'figures', outcome: 'ok', detail, error: null };
  } catch (error) {
    return { name: 'figures', outcome: 'failed', detail: '', error: wireError(error) };
  }
}

function syncCheck({ engine }: ServiceParts): Check {
  const { state, headOffice, syncedAt, error } = engine.status;
  return {
    name: 'sync',
    outcome: error === null ? 'ok' : state === 'failed' ? 'failed' : 'warning',
    detail: [state, headOffice, syncedAt].filter((part) => part !== null).join(' '),
    error,
  };
}

function outboxCheck({ store }: ServiceParts): Check {
  const { waiting, refused } = store.outbox.counts();
  return {
    name: 'outbox',
    outcome: refused > 0 ? 'warning' : 'ok',
    detail: `${waiting} waiting, ${refused} refused`,
    error: null,
  };
}

function wireError(error: unknown): WireError {
  return error instanceof AppError
    ? { code: error.code, params: { ...error.params } }
    : { code: 'internal', params: {} };
}
