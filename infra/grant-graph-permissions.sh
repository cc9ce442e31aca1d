#!/usr/bin/env bash
# Grants the app's identity what it reads from Microsoft Graph, and nothing more. Safe to run again.
# Usage: grant-graph-permissions.sh PRINCIPAL_ID     (the deployment's output identityPrincipalId)
# Needs the Azure CLI, signed in as a Privileged Role Administrator or Global Administrator.
set -euo pipefail

principal=${1:?Say whose: the object id of the identity, as the deployment\'s output identityPrincipalId.}
graph=00000003-0000-0000-c000-000000000000
permissions=(
  User.Read.All         # people: names, addresses, managers, languages, licences, skills, interests
  MailboxSettings.Read  # their time zones, working hours, absences, and whether a mailbox is a person's
  GroupMember.Read.All  # groups as audiences: who is in them
)

# The names are looked up rather than their ids written here: the ids are Microsoft's to keep.
resource=$(az ad sp show --id "$graph" --query id --output tsv)
granted=$(az rest --method get --uri "https://graph.microsoft.com/v1.0/servicePrincipals/$principal/appRoleAssignments" \
  --query "value[?resourceId=='$resource'].appRoleId" --output tsv)

for permission in "${permissions[@]}"; do
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
