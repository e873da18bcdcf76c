import { v7 as uuid } from 'uuid';
import { type LeaseGrant, PublicJwk } from '../contract/head-office.ts';
import type { Device } from '../store/device.ts';
import type { Store } from '../store/open-store.ts';
import type { HeadOffice } from './head-office.ts';
import { makeDeviceKeys } from './identity.ts';

/**
 * Makes this laptop a device of a person at `headOffice`. A laptop that was never enrolled keeps the identity it asks
 * with, so that a lost answer does not cost the code; an enrolled one becomes another device. `keep` takes the lease.
 * @throws AppError head_office_unreachable, head_office_not_ours, head_office_too_old, head_office_too_new,
 *   enrolment_rejected, disk_full
 */
export async function enrolDevice(
  store: Store,
  headOffice: HeadOffice,
  code: string,
  deviceName: string,
  keep: (grant: LeaseGrant) => void,
): Promise<{ readonly id: string; readonly name: string }> {
  await headOffice.hello();
  const known = store.device.read();
  const device: Device =
    known !== null && known.person === null
      ? known
      : { id: uuid(), ...(await makeDeviceKeys()), headOffice: null, person: null };
  if (known === null) store.device.become(device);
  const publicJwk = PublicJwk.parse(device.publicJwk);
  const answer = await headOffice.enrol({ code, deviceId: device.id, deviceName, publicJwk });
  const person = { id: answer.personId, name: answer.personName, enrolledAt: new Date().toISOString() };
  store.device.become({ ...device, headOffice: headOffice.address, person });
  keep(answer);
  return person;
}
