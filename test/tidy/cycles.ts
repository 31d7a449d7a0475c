export type Edge = { readonly from: string; readonly to: string; readonly path: string; readonly line: number }

/** One entry per import that closes a circle, with the names along it. */
export const cyclesIn = (edges: readonly Edge[]): readonly { readonly edge: Edge; readonly names: string }[] => {
  const outOf = Map.groupBy(edges, ({ from }) => from)
  const found: { edge: Edge; names: string }[] = []
  const done = new Set<string>()
  const visit = (name: string, way: readonly string[]): void => {
    if (done.has(name)) return
    const here = [...way, name]
    const seen = new Set<string>()
    for (const edge of outOf.get(name) ?? []) {
      if (seen.has(edge.to)) continue
      seen.add(edge.to)
      if (here.includes(edge.to)) found.push({ edge, names: [...here.slice(here.indexOf(edge.to)), edge.to].join(' → ') })
      else visit(edge.to, here)
    }
    done.add(name)
  }
  for (const name of [...outOf.keys()].sort()) visit(name, [])
  return found
}
