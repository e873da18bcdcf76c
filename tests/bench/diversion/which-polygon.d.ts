declare module 'which-polygon' {
  import type { FeatureCollection, MultiPolygon } from 'geojson';

  /** Properties of the first polygon that holds the point. */
  function whichPolygon<P>(
    collection: FeatureCollection<MultiPolygon, P>,
  ): (point: readonly [number, number]) => P | null;
  export = whichPolygon;
}
