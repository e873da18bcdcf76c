import { z } from 'zod';
import type { LocalFile } from './local-file.ts';
import { reassignWaiting } from './outbox-reassign.ts';

const Jwk = z.record(z.string(), z.string());

/** Ed25519 key pair as JWK members. It lies in `local.db` and is encrypted with it. */
export interface DeviceKeys {
  readonly privateJwk: Readonly<Record<string, string>>;
  readonly publicJwk: Readonly<Record<string, string>>;
}

/** Who this laptop is. Enrolled when `person` is known. */
export interface Device extends DeviceKeys {
  /** UUIDv7. */
  readonly id: string;
  /** `https://…` without a slash at the end; null before the first enrolment. */
  readonly headOffice: string | null;
  readonly person: { readonly id: string; readonly name: string; readonly enrolledAt: string } | null;
}

export interface DeviceRepository {
  /** Null on a laptop that has no identity yet. */
  read(): Device | null;
  /**
   * Becomes this device. Commands of the same person that no device of head office has answered move over to it and are
   * numbered anew; those of another person stay with the device they were made on and are not sent.
   */
  become(device: Device): void;
  setHeadOffice(address: string): void;
}

interface DeviceRow {
  readonly id: string;
  readonly private_jwk: string;
  readonly public_jwk: string;
  readonly head_office: string | null;
  readonly person_id: string | null;
  readonly person_name: string | null;
  readonly enrolled_at: string | null;
}

function deviceOf(row: DeviceRow): Device {
  const { person_id: id, person_name: name, enrolled_at: enrolledAt } = row;
  return {
    id: row.id,
    privateJwk: Jwk.parse(JSON.parse(row.private_jwk)),
    publicJwk: Jwk.parse(JSON.parse(row.public_jwk)),
    headOffice: row.head_office,
    person: id === null || enrolledAt === null ? null : { id, name: name ?? '', enrolledAt },
  };
}

/** `saved` is called after the identity changed: without it the laptop would have to be enrolled again. */
export function createDeviceRepository(file: LocalFile, saved: () => void): DeviceRepository {
  return {
    read: () =>
      file.read((db) => {
        const row = db
          .prepare<[], DeviceRow>(
            'select id, private_jwk, public_jwk, head_office, person_id, person_name, enrolled_at from device',
          )
          .get();
        return row === undefined ? null : deviceOf(row);
      }),
    become(device) {
      file.write((db) => {
        db.prepare(
          `insert or replace into device (one, id, private_jwk, public_jwk, head_office, person_id, person_name,
             enrolled_at) values (1, ?, ?, ?, ?, ?, ?, ?)`,
        ).run(
          device.id,
          JSON.stringify(device.privateJwk),
          JSON.stringify(device.publicJwk),
          device.headOffice,
          device.person?.id ?? null,
          device.person?.name ?? null,
          device.person?.enrolledAt ?? null,
        );
        if (device.person !== null) reassignWaiting(db, device.id, device.person.id);
      });
      saved();
    },
    setHeadOffice: (address) =>
      file.write((db) => {
        db.prepare('update device set head_office = ?').run(address);
      }),
  };
}
