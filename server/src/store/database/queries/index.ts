import type { QueryName, StoreQueries } from '../../../domain';
import type { Db } from '../tables';
import { audit } from './audit';
import { deployment, deploymentAt, deployments, environment, environments } from './environments';
import { findVersions } from './find-versions';
import { historyPage } from '../history';
import { forks } from './forks';
import { aliases, promptByFile, promptByFormerName, promptByName, prompts } from './prompts';
import { prunableRuns } from './prunable-runs';
import { review, reviews } from './reviews';
import { runs } from './runs';
import { statistics } from './statistics';
import { tags } from './tags';
import { thread, threads } from './threads';
import { versionUses } from './version-uses';
import { branches, content, currentBranches, version, versions } from './versions';

type Queries = {
  readonly [Name in QueryName]: (db: Db, input: StoreQueries[Name][0]) => Promise<StoreQueries[Name][1]>;
};

/** Every question the store answers. */
export const queries: Queries = {
  prompts,
  promptByName,
  promptByFile,
  promptByFormerName,
  versions,
  version,
  versionUses,
  findVersions,
  content,
  branches,
  currentBranches,
  aliases,
  tags,
  environments,
  environment,
  deployments,
  deployment,
  deploymentAt,
  threads,
  thread,
  reviews,
  review,
  forks,
  runs,
  prunableRuns,
  statistics,
  history: historyPage,
  audit,
};
