/** Stands for what reads `~/.aws/config` and `~/.aws/credentials` when a client is made: a function has neither. */
export const CONFIG_PREFIX_SEPARATOR = '.'
export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} })
