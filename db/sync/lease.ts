import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../contract/errors.ts';
import type { LeaseGrant } from '../contract/head-office.ts';
import type { StoredLease } from '../store/lease.ts';
import type { Store } from '../store/open-store.ts';

/** How often the time is noted at most. */
const NOTE_EVERY_MS = 3_600_000;
/** What a timer can hold; longer leases are looked at again then. */
const TIMER_MAX_MS = 86_400_000;

const Header = z.object({ alg: z.literal('EdDSA'), typ: z.literal('lease+jwt') });
const Claims = z.object({ sub: z.string(), iat: z.int(), exp: z.int() });

/** The lease of a laptop that belongs to somebody. */
export interface LeaseState {
  /** Null where there is none that head office signed for this device. */
  readonly until: Date | null;
  readonly expired: boolean;
}

/** How long the laptop may be used without head office. */
export interface Lease {
  /** Null for a laptop that belongs to nobody: there is nothing to lock. */
  state(): LeaseState | null;
  /** @throws AppError lease_expired */
  require(): void;
  /** Keeps what head office granted. */
  renew(grant: LeaseGrant): void;
  close(): void;
}

export interface LeaseOptions {
  readonly store: Store;
  readonly now: () => Date;
  /** Called when the state is another one. */
  readonly onChange: () => void;
}

const decoded = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));

/** What head office signed; null for anything else. */
function claimsOf({ token, publicJwk }: StoredLease, deviceId: string): z.infer<typeof Claims> | null {
  const [header = '', payload = '', signature = ''] = token.split('.');
  try {
    Header.parse(decoded(header));
    const key = createPublicKey({ key: { ...publicJwk }, format: 'jwk' });
    const signed = Buffer.from(`${header}.${payload}`);
    if (!verify(null, signed, key, Buffer.from(signature, 'base64url'))) return null;
    const claims = Claims.parse(decoded(payload));
    return claims.sub === deviceId ? claims : null;
  } catch {
    // Whatever stands there is no lease.
    return null;
  }
}

/**
 * Deny by default: an enrolled laptop without a lease that head office signed for it is locked until it has one. The
 * time is head office's where it was heard, else the laptop's own, but never earlier than the latest it has seen.
 */
export function createLease({ store, now, onChange }: LeaseOptions): Lease {
  let timer: NodeJS.Timeout | undefined;
  /** How far head office's clock is ahead of ours, since we last heard it. */
  let aheadMs = 0;
  const clock = (): number => now().getTime() + aheadMs;

  function note(instant: string): void {
    try {
      store.lease.see(instant);
    } catch (error) {
      // A disk that is full keeps nobody from reading.
      if (!(error instanceof AppError && error.code === 'disk_full')) throw error;
    }
  }

  function moment(stored: StoredLease): number {
    const here = clock();
    const seen = Date.parse(stored.seenAt);
    if (here - seen > NOTE_EVERY_MS) note(new Date(here).toISOString());
    return Math.max(here, seen);
  }

  function state(): LeaseState | null {
    const device = store.device.read();
    if (device?.person == null) return null;
    const stored = store.lease.read();
    const claims = stored === null ? null : claimsOf(stored, device.id);
    if (stored === null || claims === null) return { until: null, expired: true };
    return { until: new Date(claims.exp * 1000), expired: moment(stored) >= claims.exp * 1000 };
  }

  /** Tells when the lease ends, at the moment it does. */
  function watch(): void {
    clearTimeout(timer);
    const { until, expired } = state() ?? { until: null, expired: true };
    if (until === null || expired) return;
    const left = until.getTime() - clock();
    timer = setTimeout(
      () => {
        onChange();
        watch();
      },
      Math.min(Math.max(left, 0) + 1, TIMER_MAX_MS),
    );
    timer.unref();
  }
  watch();

  return {
    state,
    require() {
      if (state()?.expired === true) throw new AppError('lease_expired');
    },
    renew({ lease: token, leaseKey }) {
      const device = store.device.read();
      const claims = device === null ? null : claimsOf({ token, publicJwk: leaseKey, seenAt: '' }, device.id);
      if (claims === null) throw new AppError('head_office_not_ours', { address: device?.headOffice ?? '' });
      // Head office's time takes the place of ours: a clock that is wrong costs nothing where head office is heard.
      aheadMs = claims.iat * 1000 - now().getTime();
      store.lease.keep({ token, publicJwk: leaseKey, seenAt: new Date(claims.iat * 1000).toISOString() });
      onChange();
      watch();
    },
    close: () => clearTimeout(timer),
  };
}
