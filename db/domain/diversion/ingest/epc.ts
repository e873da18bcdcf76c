/**
 * Identifiers of GS1: EPC URIs (Tag Data Standard 2.0, section 6) and Digital Link URIs (1.2, section 4) of the same thing
 * become the same text, written as an element string with its application identifiers.
 */

/** GS1's check digit: weights 3 and 1 from the right (General Specifications, section 7.9.1). */
function checkDigit(digits: string): number {
  let sum = 0;
  for (let n = 0; n < digits.length; n += 1) sum += Number(digits[digits.length - 1 - n]) * (n % 2 === 0 ? 3 : 1);
  return (10 - (sum % 10)) % 10;
}
const withCheck = (digits: string): string => `${digits}${checkDigit(digits)}`;

const PATTERNS: readonly (readonly [pattern: RegExp, say: (parts: readonly string[]) => string])[] = [
  // The first digit of the reference is the indicator, or the extension, and stands before the company's prefix.
  [/^urn:epc:id:sgtin:(\d+)\.(\d)(\d*)\.(.+)$/, ([prefix, first, rest, serial]) => `(01)${withCheck(`${first}${prefix}${rest}`)}(21)${decoded(serial)}`],
  [/^urn:epc:id:sscc:(\d+)\.(\d)(\d*)$/, ([prefix, first, rest]) => `(00)${withCheck(`${first}${prefix}${rest}`)}`],
  [/^urn:epc:id:sgln:(\d+)\.(\d*)\.(.*)$/, ([prefix, rest, extension]) => location(withCheck(`${prefix}${rest}`), extension)],
  [/^urn:epc:id:pgln:(\d+)\.(\d*)$/, ([prefix, rest]) => `(417)${withCheck(`${prefix}${rest}`)}`],
  [/^https?:\/\/[^?#]*\/01\/(\d{14})\/21\/([^/?#]+)/, ([gtin, serial]) => `(01)${gtin}(21)${decoded(serial)}`],
  [/^https?:\/\/[^?#]*\/00\/(\d{18})(?![^/?#])/, ([sscc]) => `(00)${sscc}`],
  [/^https?:\/\/[^?#]*\/414\/(\d{13})(?:\/254\/([^/?#]+))?(?![^/?#])/, ([gln, extension]) => location(gln as string, extension)],
  [/^https?:\/\/[^?#]*\/417\/(\d{13})(?![^/?#])/, ([gln]) => `(417)${gln}`],
]; // biome-ignore format: one identifier a line

const location = (gln: string, extension: string | undefined): string =>
  extension === undefined || extension === '' || extension === '0'
    ? `(414)${gln}`
    : `(414)${gln}(254)${decoded(extension)}`;

function decoded(text: string | undefined): string {
  try {
    return decodeURIComponent(text ?? '');
  } catch {
    // A percent sign that escapes nothing belongs to the serial.
    return text ?? '';
  }
}

/** One text for one thing; what is no identifier of GS1 stays as it is. */
export function elementString(uri: string): string {
  for (const [pattern, say] of PATTERNS) {
    const match = pattern.exec(uri);
    if (match !== null) return say(match.slice(1));
  }
  return uri;
}

/** A place by RFC 5870, WGS-84 degrees; `u` is its uncertainty in metres. */
export interface GeoPlace {
  readonly longitude: number;
  readonly latitude: number;
  readonly accuracyM: number | null;
}

/** Reads `geo:latitude,longitude[,altitude][;crs=wgs84][;u=metres]`; null for anything else. */
export function geoPlace(uri: string): GeoPlace | null {
  const match = /^geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)(?:,-?\d+(?:\.\d+)?)?((?:;[^;=]+(?:=[^;]*)?)*)$/i.exec(uri);
  if (match === null) return null;
  const parameters = new Map(
    (match[3] ?? '').split(';').map((one) => one.toLowerCase().split('=', 2) as [string, string | undefined]),
  );
  const crs = parameters.get('crs');
  if (crs !== undefined && crs !== 'wgs84') return null;
  const accuracy = Number(parameters.get('u'));
  return {
    latitude: Number(match[1]),
    longitude: Number(match[2]),
    accuracyM: parameters.has('u') && Number.isFinite(accuracy) && accuracy >= 0 ? accuracy : null,
  };
}
