import { type ComponentType, lazy, useState } from 'react';

/** A component whose program is fetched apart from the page. */
export interface Part<Props> {
  readonly Component: ComponentType<Props>;
  /** Fetches the program; once more after a failure, which is met by who shows the component. */
  readonly fetch: () => void;
}

/**
 * A part of the page that is fetched apart. Where its program has come before it is shown, it is shown at once: React holds
 * back what a `lazy` component shows for 300 ms, even when it only waited for a moment.
 */
export function part<Props extends object>(load: () => Promise<ComponentType<Props>>): Part<Props> {
  let come: ComponentType<Props> | null = null;
  const get = async (): Promise<{ default: ComponentType<Props> }> => {
    come = await load();
    return { default: come };
  };
  const Late = lazy(get);
  return {
    Component(props) {
      // Chosen once: another component in its place would begin anew.
      const [Shown] = useState<ComponentType<Props>>(() => come ?? Late);
      return <Shown {...props} />;
    },
    fetch: () => void get().catch(() => undefined),
  };
}
