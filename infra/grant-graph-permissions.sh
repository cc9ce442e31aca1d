#!/usr/bin/env bash
# Grants the app's identity what it does in Microsoft Graph, and nothing more. Safe to run again.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: grant-graph-permissions.sh PRINCIPAL_ID [--without PERMISSION]... [--with PERMISSION]...

PRINCIPAL_ID is the object id of the app's identity: the deployment's output identityPrincipalId.

  --without PERMISSION  leave out one that is granted otherwise (what is lost: docs/privacy.md)
  --with PERMISSION     grant an optional one as well
  --help                this

Granted: User.Read.All, MailboxSettings.Read. Optional: GroupMember.Read.All,
TeamsAppInstallation.ReadWriteSelfForUser.All, TeamsActivity.Send.
Nothing is ever taken away: what was granted before stays until an administrator removes it.
Needs the Azure CLI, signed in as a Privileged Role Administrator or Global Administrator.
HELP
}

permissions=(
  User.Read.All         # people: names, addresses, managers, languages, licences, skills, interests
  MailboxSettings.Read  # their time zones, working hours, absences, and whether a mailbox is a person's
)
optional=(
  GroupMember.Read.All  # groups as audiences: who is in them
  TeamsAppInstallation.ReadWriteSelfForUser.All  # its own Teams app, for people who have not got it
  TeamsActivity.Send    # activity feeds of people whom the bot may not write to
)

has() { local wanted=$1 one; shift; for one in "$@"; do [[ $one == "$wanted" ]] && return 0; done; return 1; }

principal=
without=()
while (($#)); do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --without | --with)
      if ! has "${2-}" "${permissions[@]}" "${optional[@]}"; then
        echo "$1: '${2-}' is not a permission that the app uses." >&2
        exit 2
      fi
      if [[ $1 == --without ]]; then without+=("$2"); elif ! has "$2" "${permissions[@]}"; then permissions+=("$2"); fi
      shift 2
      ;;
    -*) echo "Unknown argument $1. See --help." >&2; exit 2 ;;
    *)
      if [[ -n $principal ]]; then echo "One identity only. See --help." >&2; exit 2; fi
      principal=$1
      shift
      ;;
  esac
done
if [[ -z $principal ]]; then
  usage >&2
  exit 2
fi

graph=00000003-0000-0000-c000-000000000000

# The names are looked up rather than their ids written here: the ids are Microsoft's to keep.
resource=$(az ad sp show --id "$graph" --query id --output tsv)
granted=$(az rest --method get --uri "https://graph.microsoft.com/v1.0/servicePrincipals/$principal/appRoleAssignments" \
  --query "value[?resourceId=='$resource'].appRoleId" --output tsv)

for permission in "${permissions[@]}"; do
  if has "$permission" ${without[@]+"${without[@]}"}; then
    echo "$permission: left out"
    continue
  fi

  role=$(az ad sp show --id "$graph" --query "appRoles[?value=='$permission' && contains(allowedMemberTypes, 'Application')].id | [0]" --output tsv)
  if [[ -z $role ]]; then
    echo "Microsoft Graph has no application permission $permission." >&2
    exit 1
  fi

  if grep -qx "$role" <<<"$granted"; then
    echo "$permission: granted already"
    continue
  fi

  az rest --method post --uri "https://graph.microsoft.com/v1.0/servicePrincipals/$principal/appRoleAssignments" --output none \
    --body "{\"principalId\": \"$principal\", \"resourceId\": \"$resource\", \"appRoleId\": \"$role\"}"
  echo "$permission: granted"
done
