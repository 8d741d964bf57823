import type { OperationName } from '../../protocol';
import { archiveOperations } from './archive';
import { auditOperations } from './audit';
import { branchOperations } from './branches';
import { deleteOperations } from './delete-version';
import { compareOperations } from './compare';
import { dependentOperations } from './dependents';
import { deployOperations } from './deploy';
import { dialectOperations } from './dialect';
import { diffOperations } from './diff';
import { driftOperations } from './drift';
import { environmentDiffOperations } from './environment-diff';
import { environmentOperations } from './environments';
import { freezeOperations } from './freeze';
import { formatOperations } from './format';
import { importOperations } from './import-git';
import { lintOperations } from './lint';
import { listOperations } from './list';
import { mergeOperations } from './merge';
import { doctorOperations } from './doctor';
import { backupOperations } from './backup';
import { pruneOperations } from './prune';
import { forkOperations } from './forks';
import { promoteOperations } from './promote';
import { publishOperations } from './publish';
import { relocateOperations } from './relocate/relocate';
import { reviewOperations } from './reviews';
import { rollbackOperations } from './rollback';
import { searchOperations } from './search/search';
import { showOperations } from './show';
import { squashOperations } from './squash';
import { statusOperations } from './status';
import { storeCopyOperations } from './store-copy';
import { tagOperations } from './tags';
import { testOperations } from './test';
import { threadOperations } from './threads';
import type { Implementations } from './types';
import { versionOperations } from './versions';

/** The function of every operation; one that is missing does not compile. */
export const implementations: Implementations<OperationName> = {
  ...listOperations,
  ...lintOperations,
  ...dialectOperations,
  ...formatOperations,
  ...showOperations,
  ...diffOperations,
  ...versionOperations,
  ...deleteOperations,
  ...dependentOperations,
  ...importOperations,
  ...searchOperations,
  ...tagOperations,
  ...archiveOperations,
  ...relocateOperations,
  ...branchOperations,
  ...mergeOperations,
  ...squashOperations,
  ...testOperations,
  ...compareOperations,
  ...deployOperations,
  ...promoteOperations,
  ...rollbackOperations,
  ...publishOperations,
  ...environmentOperations,
  ...environmentDiffOperations,
  ...driftOperations,
  ...freezeOperations,
  ...reviewOperations,
  ...threadOperations,
  ...statusOperations,
  ...auditOperations,
  ...backupOperations,
  ...pruneOperations,
  ...forkOperations,
  ...doctorOperations,
  ...storeCopyOperations,
};
