/** From the one who may least to the one who may all. They are the groups of the user pool, by name. */
export const ROLES = ['viewer', 'marketer', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** The highest of the roles among names of groups; null: none of them is a role. */
export const highestRole = (groups: readonly string[]): Role | null => ROLES.findLast((role) => groups.includes(role)) ?? null
