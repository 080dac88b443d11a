/** Why a backup cannot be made or restored, in one sentence. */
export class BackupRefused extends Error {}
