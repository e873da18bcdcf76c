// Goal: a locked laptop gives out no business data, and no feature is open by oversight. Method: a handler for every
// procedure of the contract behind an engine whose lease is over; what still answers is listed here.
import { expect, test } from 'vitest';
import { AppError } from '../../../db/contract/errors.ts';
import { contract } from '../../../db/contract/index.ts';
import { behindLease } from '../../../db/service/behind-lease.ts';
import type { ServiceHandlers } from '../../../db/service/handlers.ts';

const answering = Object.fromEntries(
  Object.entries(contract).map(([feature, procedures]) => [
    feature,
    Object.fromEntries(Object.keys(procedures).map((name) => [name, () => 'answered'])),
  ]),
) as unknown as ServiceHandlers;

/** Names of the procedures that answer while the lease is as `requireLease` says. */
function open(requireLease: () => void): string[] {
  const handlers = behindLease({ requireLease }, answering) as unknown as Record<string, Record<string, () => string>>;
  return Object.entries(handlers).flatMap(([feature, own]) =>
    Object.entries(own).flatMap(([name, handler]) => {
      try {
        return handler() === 'answered' ? [`${feature}.${name}`] : [];
      } catch (error) {
        expect(error).toMatchObject({ code: 'lease_expired' });
        return [];
      }
    }),
  );
}

test('locked, only what tells and mends the state of the laptop answers', () => {
  const answered = open(() => {
    throw new AppError('lease_expired');
  });
  expect(answered.sort()).toEqual([
    'settings.get',
    'settings.update',
    'sync.enrol',
    'sync.getDevice',
    'sync.rebuild',
    'sync.start',
    'sync.watch',
    'system.diagnose',
    'system.hello',
  ]);
});

test('within the lease everything answers', () => {
  const all = Object.values(contract).flatMap((procedures) => Object.keys(procedures));
  expect(open(() => undefined)).toHaveLength(all.length);
});
