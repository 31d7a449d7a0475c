/** How often things happened, by kind and name. */

export type Counts = {
  readonly add: (kind: string, name: string, by?: number) => void
  readonly all: () => readonly Count[]
}

export type Count = { readonly kind: string; readonly name: string; readonly times: number }

export const countsOf = (): Counts => {
  const counts = new Map<string, { readonly kind: string; readonly name: string; times: number }>()
  const at = (kind: string, name: string) => {
    const key = `${kind}\n${name}`
    const count = counts.get(key) ?? { kind, name, times: 0 }
    counts.set(key, count)
    return count
  }
  return {
    add: (kind, name, by = 1) => {
      at(kind, name).times += by
    },
    all: () => [...counts.values()],
  }
}
