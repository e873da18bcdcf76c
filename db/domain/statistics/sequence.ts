/**
 * Whole numbers in [0, 2³²) that look random and are the same for the same seed: sfc32 (C. Doty-Humphrey, PractRand).
 * @param seed any whole number of 32 bits
 */
export function createSequence(seed: number): () => number {
  let a = 0x9e3779b9 ^ seed;
  let b = 0x243f6a88;
  let c = 0xb7e15162 + seed;
  let counter = 1;
  const step = (): number => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return t >>> 0;
  };
  for (let warmUp = 0; warmUp < 20; warmUp += 1) step();
  return step;
}
