import { z } from 'zod';
import type { LocalFile } from './local-file.ts';

const Jwk = z.record(z.string(), z.string());

/** The lease as it is kept: what head office signed, and with which key that is checked. */
export interface StoredLease {
  readonly token: string;
  readonly publicJwk: Readonly<Record<string, string>>;
  /** The latest instant this laptop has seen, UTC: a clock that was put back does not lengthen the lease. */
  readonly seenAt: string;
}

export interface LeaseRepository {
  /** Null on a laptop that never had one. */
  read(): StoredLease | null;
  keep(lease: StoredLease): void;
  see(instant: string): void;
}

export function createLeaseRepository(file: LocalFile): LeaseRepository {
  return {
    read: () =>
      file.read((db) => {
        const row = db
          .prepare<[], { token: string; public_jwk: string; seen_at: string }>(
            'select token, public_jwk, seen_at from lease',
          )
          .get();
        if (row === undefined) return null;
        return { token: row.token, publicJwk: Jwk.parse(JSON.parse(row.public_jwk)), seenAt: row.seen_at };
      }),
    keep: ({ token, publicJwk, seenAt }) =>
      file.write((db) => {
        db.prepare('insert or replace into lease (one, token, public_jwk, seen_at) values (1, ?, ?, ?)').run(
          token,
          JSON.stringify(publicJwk),
          seenAt,
        );
      }),
    see: (instant) =>
      file.write((db) => {
        db.prepare('update lease set seen_at = ? where seen_at < ?').run(instant, instant);
      }),
  };
}
