import type { Division } from '../geo/types.ts';

/**
 * A division for a code that the map does not draw as a leaf: a city or province named as somebody's seat, or a code of
 * another edition. City and province follow from the code (GB/T 2260: two digits province, two city, two county).
 */
export function divisionOfCode(adcode: string, name: string): Division {
  const city = adcode.endsWith('00') ? adcode : `${adcode.slice(0, 4)}00`;
  const province = `${adcode.slice(0, 2)}0000`;
  return { adcode, name, city, cityName: name, province, provinceName: name };
}
