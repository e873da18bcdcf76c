import type { ComponentType } from 'react';

/** A drawing beside words: nothing is read out for it, so that no icon speaks English on a Chinese screen. */
export function Icon({ of: Drawing }: { readonly of: ComponentType }) {
  return (
    <span className="icon" aria-hidden="true">
      <Drawing />
    </span>
  );
}
