import { createHash, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { AppError } from '../contract/errors.ts';
import type { EnrolAnswer, EnrolRequest } from '../contract/head-office.ts';
import type { HeadOfficeDatabase } from './database.ts';
import { HeadOfficeFailure } from './failure.ts';
import { LEASE_DAYS, signLease } from './tokens.ts';

const hashOf = (code: string): string => createHash('sha256').update(code).digest('hex');

/**
 * A one-time code with which one laptop may be enrolled for a person. Only its hash is kept.
 * @throws AppError not_found when no active person has that code
 */
export async function issueEnrolmentCode(
  database: HeadOfficeDatabase,
  personCode: string,
  validMinutes = 60,
): Promise<string> {
  const code = randomBytes(24).toString('base64url');
  const { affected } = await database.query(
    `insert into ho.enrolment_code (code_hash, person_id, expires_at)
     select $1, id, now() + make_interval(mins => $2) from ho.person where code = $3 and active`,
    [hashOf(code), validMinutes, personCode],
  );
  if (affected === 0) throw new AppError('not_found', { person: personCode });
  return code;
}

/**
 * Enrols a device with a one-time code. The same device may repeat its request with the same code, so that a lost
 * answer does not cost the code.
 * @throws HeadOfficeFailure enrolment_rejected
 */
export async function enrolDevice(
  database: HeadOfficeDatabase,
  request: z.infer<typeof EnrolRequest>,
  leaseDays = LEASE_DAYS,
): Promise<z.infer<typeof EnrolAnswer>> {
  return database.transaction(
    async (tx) => {
      const enrolled = async ({ person_id: personId, name: personName }: { person_id: string; name: string }) => ({
        ...(await signLease(tx, request.deviceId, leaseDays)),
        deviceId: request.deviceId,
        personId,
        personName,
      });
      const { rows } = await tx.query<{ person_id: string; name: string; used: boolean; expired: boolean }>(
        `select c.person_id, p.name, c.used_at is not null as used, c.expires_at <= now() or not p.active as expired
         from ho.enrolment_code c join ho.person p on p.id = c.person_id where c.code_hash = $1`,
        [hashOf(request.code)],
      );
      const code = rows[0];
      const publicJwk = JSON.stringify(request.publicJwk);
      if (code?.used === true) {
        const same = await tx.query(
          'select 1 from ho.device where id = $1 and person_id = $2 and public_jwk = $3::jsonb and revoked_at is null',
          [request.deviceId, code.person_id, publicJwk],
        );
        if (same.rows.length === 1) return enrolled(code);
      }
      if (code === undefined || code.used || code.expired) {
        throw new HeadOfficeFailure('enrolment_rejected', 'the code is unknown, used or expired');
      }
      const taken = await tx.query(
        'update ho.enrolment_code set used_at = now() where code_hash = $1 and used_at is null',
        [hashOf(request.code)],
      );
      const made = await tx.query(
        `insert into ho.device (id, person_id, name, public_jwk, enrolled_at) values ($1, $2, $3, $4, now())
         on conflict do nothing`,
        [request.deviceId, code.person_id, request.deviceName, publicJwk],
      );
      if (taken.affected === 0 || made.affected === 0) {
        throw new HeadOfficeFailure('enrolment_rejected', 'the code or the device number was used meanwhile');
      }
      await tx.query("select ho.append_audit('device.enrol', $1, $2, null, $2, '{}')", [
        code.person_id,
        request.deviceId,
      ]);
      return enrolled(code);
    },
    { role: 'ho_auth' },
  );
}
