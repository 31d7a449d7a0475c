/** Stands for `@aws-sdk/credential-provider-node`: a function has its credentials in its environment, and never looks into files or asks a service. */
type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }

export const defaultProvider = () => async (): Promise<Credentials> => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    // The name by which the mailer knows that nothing has left.
    throw Object.assign(new Error('there are no credentials in the environment'), { name: 'CredentialsProviderError' })
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
}
