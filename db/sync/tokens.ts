import type { LeaseGrant } from '../contract/head-office.ts';
import type { Device } from '../store/device.ts';
import type { HeadOffice } from './head-office.ts';
import { signAssertion } from './identity.ts';

/** A token with less than this left is not used any more. */
const SPARE_MS = 60_000;

/** The device's access token: fetched when it is needed, used until it is nearly over. */
export interface Tokens {
  /** @throws AppError token_expired, token_rejected, device_revoked, device_wiped, head_office_unreachable */
  get(): Promise<string>;
  /** The present token was refused: the next one is a new one. */
  forget(): void;
}

/** `keep` takes the lease that comes with each token. */
export function createTokens(headOffice: HeadOffice, device: Device, keep: (grant: LeaseGrant) => void): Tokens {
  let current: Promise<{ token: string; expiresAt: string }> | null = null;
  const fetchToken = async () => {
    const answer = await headOffice.token(await signAssertion(device, headOffice.now()));
    keep(answer);
    return answer;
  };
  return {
    async get() {
      if (current !== null) {
        const { token, expiresAt } = await current;
        if (Date.parse(expiresAt) - headOffice.now().getTime() > SPARE_MS) return token;
      }
      const fetched = fetchToken();
      current = fetched;
      // One that could not be had is not remembered.
      fetched.catch(() => {
        if (current === fetched) current = null;
      });
      return (await fetched).token;
    },
    forget() {
      current = null;
    },
  };
}
