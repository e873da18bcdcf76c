interface Node<T> {
  value: { readonly made: T } | null;
  readonly next: Map<unknown, Node<T>>;
}

const nodeOf = <T>(): Node<T> => ({ value: null, next: new Map() });

/** One value for each sequence of keys, made when it is first met: what has equal keys is the same object. */
export class Interned<T> {
  readonly #root: Node<T> = nodeOf();

  at(keys: readonly unknown[], make: () => T): T {
    let node = this.#root;
    for (const key of keys) {
      let next = node.next.get(key);
      if (next === undefined) {
        next = nodeOf();
        node.next.set(key, next);
      }
      node = next;
    }
    node.value ??= { made: make() };
    return node.value.made;
  }
}
