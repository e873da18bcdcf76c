import { useMemo, useState } from 'react';
import { useAsk } from '../../../client/queries.ts';
import type { BaseMapState } from '../use-base-map.ts';
import { type LifeShapes, lifeShapes } from './life-shapes.ts';

/** The code whose life is told, what is known of it, and how the map draws it; closed until somebody opens it. */
export function useCodeLife(base: BaseMapState) {
  const [isOpen, setOpen] = useState(false);
  const [code, setCode] = useState<string | null>(null);
  const { data, error, isPlaceholderData } = useAsk(
    'diversion.getCodeLife',
    (client) => client.diversion.getCodeLife,
    { code: code ?? '' },
    isOpen && code !== null,
  );
  const life = isOpen && code !== null && error === null && !isPlaceholderData ? data : undefined;
  const shapes = useMemo(
    (): LifeShapes | null => (life === undefined || typeof base !== 'object' ? null : lifeShapes(life, base)),
    [life, base],
  );
  return { isOpen, setOpen, code, setCode, life, error: isOpen ? error : null, shapes };
}
