/** Names for machines, made of what people called things. */

const SLUG_LENGTH_MAX = 64

/** `Win back (2025)` as `win-back-2025`; null where nothing is left. */
export const slugOf = (name: string): string | null => {
  const plain = name
    .slice(0, 1_000)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, SLUG_LENGTH_MAX)
    .replace(/^-+|-+$/g, '')
  return plain === '' ? null : plain
}

/** Names of one kind, each given once. */
export type Names = { readonly take: (...wished: readonly (string | null | undefined)[]) => string }

/** The first of the wishes that makes a name; where it is taken, with a number behind it. */
export const namesTaken = (fallback: string, reserved: readonly string[] = []): Names => {
  const taken = new Set(reserved)
  return {
    take: (...wished) => {
      const base =
        wished.map((wish) => (wish === null || wish === undefined ? null : slugOf(wish))).find((slug) => slug !== null) ?? fallback
      let name = base
      for (let count = 2; taken.has(name); count += 1) {
        const suffix = `-${count}`
        name = base.slice(0, SLUG_LENGTH_MAX - suffix.length).replace(/-+$/, '') + suffix
      }
      taken.add(name)
      return name
    },
  }
}
