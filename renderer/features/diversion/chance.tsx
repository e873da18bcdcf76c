/** A probability, given by its power of ten. */
export function Chance({ log10P }: { readonly log10P: number }) {
  if (log10P > -1.5) return <>{Math.round(10 ** log10P * 100)}%</>;
  return (
    <>
      10<sup>−{Math.round(-log10P)}</sup>
    </>
  );
}
