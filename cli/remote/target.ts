/** Which deployed system is meant, and where its API is. Nothing of AWS is loaded before somebody asks for one. */
import type { Command } from 'commander'
import { EXIT, Failure } from '../failure.ts'

export type TargetOptions = { readonly stage?: string; readonly url?: string; readonly region?: string }

/** A system's API, and the region that requests to it are signed for. */
export type Target = { readonly origin: string; readonly region: string }

/** Options that come before any command, and make it work on a deployed system. */
export const withTargetOptions = (program: Command): Command =>
  program
    .option('--stage <name>', 'work on a deployed stage, with your own AWS credentials')
    .option('--url <origin>', 'or on the API at this address (ApiUrl of its stack)')
    .option('--region <name>', 'where it is deployed (default: that of your AWS configuration)')

/** Whether a command line is about a deployed system. */
export const isRemote = (args: readonly string[]): boolean => args.some((arg) => /^--(stage|url)(=|$)/.test(arg))

export const targetOf = async ({ stage, url, region }: TargetOptions): Promise<Target> => {
  if (url !== undefined && stage !== undefined) throw new Failure(EXIT.usage, 'Give --stage or --url, and not both.')
  if (url !== undefined) {
    const origin = originOf(url)
    return { origin, region: region ?? regionIn(origin) ?? (await configuredRegion()) }
  }
  if (stage === undefined || !/^[a-z][a-z0-9]{0,15}$/.test(stage))
    throw new Failure(EXIT.usage, `--stage is the name of a stage.`, 'infra/stages.ts has them: prod, dev.')
  return deployed(stage, region ?? (await configuredRegion()))
}

const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost']

const originOf = (url: string): string => {
  const parsed = URL.canParse(url) ? new URL(url) : null
  const isSafe = parsed !== null && (parsed.protocol === 'https:' || (parsed.protocol === 'http:' && LOOPBACK.includes(parsed.hostname)))
  if (!isSafe)
    throw new Failure(EXIT.usage, '--url is no address of an API.', 'Give it as https://abc123.execute-api.eu-central-1.amazonaws.com.')
  return parsed.origin
}

/** As API Gateway's own hosts say it. */
const regionIn = (origin: string): string | null => /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/.exec(origin)?.[1] ?? null

/** As the AWS command line finds it: the environment, then the profile. */
const configuredRegion = async (): Promise<string> => {
  const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation')
  try {
    return await new CloudFormationClient({}).config.region()
  } catch {
    throw new Failure(
      EXIT.usage,
      'Nobody says in which region it is deployed.',
      'Give --region, or set AWS_REGION, or the region of your profile.',
    )
  }
}

const deployed = async (stage: string, region: string): Promise<Target> => {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation')
  const StackName = `rekindle-${stage}-console`
  try {
    const { Stacks } = await new CloudFormationClient({ region }).send(new DescribeStacksCommand({ StackName }))
    const url = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === OUTPUT)?.OutputValue
    if (url !== undefined) return { origin: originOf(url), region }
    throw new Failure(EXIT.wrong, `The stack ${StackName} says no ${OUTPUT}.`, 'Deploy it anew: npx cdk deploy, or give --url.')
  } catch (failure) {
    throw failure instanceof Failure ? failure : lookUpFailure(failure, stage, StackName, region)
  }
}

const OUTPUT = 'ApiUrl'

const lookUpFailure = (failure: unknown, stage: string, stack: string, region: string): unknown => {
  const { name, message } = failure instanceof Error ? failure : { name: '', message: '' }
  if (name === 'ValidationError' && message.includes('does not exist'))
    return new Failure(
      EXIT.wrong,
      `There is no stage ${stage} in ${region}: no stack ${stack} in the account of your credentials.`,
      'Another region: --region. Another account: AWS_PROFILE. Not deployed yet: docs/deploy.md.',
    )
  if (name === 'AccessDenied' || name === 'AccessDeniedException')
    return new Failure(
      EXIT.wrong,
      `Your credentials may not look up the stack ${stack} (cloudformation:DescribeStacks).`,
      'Give --url instead.',
    )
  return credentialsFailure(failure) ?? failure
}

/** Null: the failure is of another kind. */
export const credentialsFailure = (failure: unknown): Failure | null => {
  const { name, message } = failure instanceof Error ? failure : { name: '', message: '' }
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError')
    return new Failure(
      EXIT.wrong,
      'There are no AWS credentials, or they have run out.',
      'aws sso login, or set AWS_PROFILE, then the same again.',
    )
  if (/ExpiredToken|UnrecognizedClient|InvalidClientTokenId|SignatureDoesNotMatch/.test(name))
    return new Failure(EXIT.wrong, `AWS refused your credentials: ${name}.`, 'aws sts get-caller-identity says whose they are.')
  if (/ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT/.test(`${message} ${name} ${String((failure as { code?: unknown } | null)?.code)}`))
    return new Failure(EXIT.wrong, 'AWS cannot be reached.', 'Is the region right, and the network there?')
  return null
}
