#!/usr/bin/env bash
# Makes the sample's history: bash history.sh TARGET
# TARGET is a fresh copy of this folder without a .git. Afterwards it is a git repository whose newest commit is exactly the
# copy. Dates, people and therefore commit ids are fixed: the same files give the same ids on any machine (git >= 2.30).
set -euo pipefail

[ $# -eq 1 ] && [ -f "$1/airworthy.yaml" ] || { echo "usage: history.sh TARGET   (a copy of the sample folder)" >&2; exit 64; }
target=$(cd "$1" && pwd)
[ ! -e "$target/.git" ] || { echo "history.sh: $target/.git exists already; take a fresh copy." >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
repo=$work/repo
mkdir "$repo"

# Nobody's own settings, hooks or signing keys take part.
unset "${!GIT_@}"
export HOME=$work XDG_CONFIG_HOME=$work GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=$work/.gitconfig
export GIT_DEFAULT_HASH=sha1 GIT_TERMINAL_PROMPT=0 LC_ALL=C TZ=UTC
printf '[safe]\n\tdirectory = *\n' > "$work/.gitconfig"
git() { command git -c init.defaultBranch=main -c commit.gpgsign=false -c core.hooksPath=/dev/null -c gc.auto=0 \
    -c advice.detachedHead=false -C "$repo" "$@"; }

git init -q --template= .
git symbolic-ref HEAD refs/heads/main
git config core.autocrlf false
git config core.fileMode false
git config commit.gpgsign false
git config gc.auto 0

person() {  # handle -> "name <email>", from the people file
    awk -v handle="  $1:" '$0 == handle { found = 1 } found && /name:/ { sub(/.*name: "/, ""); sub(/"$/, ""); print; exit }' \
        "$target/.airworthy/people.yaml"
}

as() {  # as HANDLE DATE: who acts next, and when
    GIT_AUTHOR_NAME=$(person "$1") GIT_AUTHOR_EMAIL=$1@example.com GIT_AUTHOR_DATE="$2 +0000"
    [ -n "$GIT_AUTHOR_NAME" ] || { echo "history.sh: $1 is not in people.yaml." >&2; exit 1; }
    GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
    export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_AUTHOR_DATE GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_COMMITTER_DATE
}

take() {  # take PATH...: files as they are in the copy
    local path
    for path in "$@"; do
        mkdir -p "$repo/$(dirname "$path")"
        cp -R "$target/$path" "$repo/$path"
    done
}

contract() {  # contract STAGE GOAL-ENDS-BEFORE KEY...: the contract when it had only these sections
    local stage=$1 ends=$2
    shift 2
    awk -v keys=" $* " -v stage="$stage" -v ends="  $ends:" '
        /^[a-z_]+:/ { key = $0; sub(/:.*/, "", key); keep = index(keys, " " key " ") > 0 }
        NR <= 2 { print; next }
        key == "stage" && keep { print "stage: " stage; next }
        key == "goal" && index($0, ends) == 1 { keep = 0; print "" }
        keep { print }' "$target/airworthy.yaml" > "$repo/airworthy.yaml"
}

commit() {
    git add -A .
    local script
    for script in full.sh history.sh; do
        [ ! -e "$repo/$script" ] || git update-index --chmod=+x "$script"
    done
    git commit -q -m "$1"
}

branch() { git checkout -q -b "$1"; }

merge() {  # merge BRANCH TITLE REVIEWER
    git checkout -q main
    git merge -q --no-ff -m "$2

Reviewed-by: $(person "$3") <$3@example.com>" "$1"
    git branch -q -D "$1"
}

statements() {
    local item
    for item in "$@"; do take ".airworthy/statements/$item.yaml"; done
}

# ── January: the goal and the bar, before anything about models ──
start="airworthy project kind stage policy owner goal"
as ana.silva "2001-01-08T09:00:00"
take .gitignore .airworthy/people.yaml
contract idea first_release $start
commit "The goal, and who answers for it"

as ana.silva "2001-01-22T15:30:00"
contract idea first_release $start metric
commit "Set the bar: ROC AUC 0.66 on dev, before any model"

# ── May: limits of serving ──
as jonas.berg "2001-05-24T16:00:00"
contract idea state_of_the_art $start metric serving freshness
take docs/reviews/2001-05-24.md
commit "First release, limits of serving, and how old a model may get"

# ── June: the data, what it means, and the whole contract ──
as dan.moore "2001-06-04T10:00:00"
take data/flights.parquet .airworthy/data full.sh history.sh README.md docs/label-changes.md
commit "The flights: every fourth day, January to June"

as lea.roth "2001-06-07T17:00:00"
contract data state_of_the_art $start metric serving freshness data features slices baselines
take .airworthy/schema/flights.schema.yaml src packages.lock.json predictions docs/reviews/2001-06-07.md
commit "Schema, split, features and two baselines

Reviewed-by: $(person dan.moore) <dan.moore@example.com>"

as maria.lund "2001-06-12T14:00:00"
take docs/experts/2001-06-12-maria.md docs/business/missed-connections.csv .airworthy/cases
commit "What the connection desk said, its readings, and cases that no model may get wrong"

as ana.silva "2001-06-14T11:00:00"
take airworthy.yaml docs/impact.md docs/notice.md docs/prior-work.md
commit "Whole contract: costs, responsibility, experts, release

Reviewed-by: $(person jonas.berg) <jonas.berg@example.com>"

# ── June: statements, each by the person who makes it, merged after somebody else read them ──
branch kick-off
as ana.silva "2001-06-15T09:30:00"
statements business-goal accountable-owner stakeholder-impact
commit "State: business goal, owner, impact"
as tom.okafor "2001-06-15T11:00:00"
statements regulation-requirements
commit "State: which regulations apply"
as jonas.berg "2001-06-15T13:00:00"
statements first-release-plan
commit "State: the smallest first release"
as jonas.berg "2001-06-18T09:45:00"
merge kick-off "Merge statements of the kick-off" dan.moore

branch problem
as maria.lund "2001-06-19T10:00:00"
statements error-costs domain-experts
commit "State: what mistakes cost, and that I was asked"
as lea.roth "2001-06-19T11:30:00"
statements state-of-the-art
commit "State: what others know"
as ana.silva "2001-06-19T15:00:00"
statements good-enough
commit "State: why the bar is 0.66"
as lea.roth "2001-06-20T09:30:00"
merge problem "Merge statements about the problem" jonas.berg

branch data-ready
as lea.roth "2001-06-21T10:00:00"
statements representative-dev-test leakage-safe-split
commit "State: what dev and test stand for, and why the split does not leak"
as jonas.berg "2001-06-21T16:30:00"
take docs/reviews/2001-06-21.md
statements team-sync
commit "Review of 21 June, and state: the team meets"
as lea.roth "2001-06-28T10:00:00"
take .airworthy/not-applicable .airworthy/waivers
statements freshness-need
commit "State: how fresh a model must be; what does not apply; waive the size of dev until 31 August"
as ana.silva "2001-06-29T10:15:00"
merge data-ready "Merge statements about the data" dan.moore

# ── Hand over: the repository moves into the copy, whose files are not touched ──
mv "$repo/.git" "$target/.git"
repo=$target
git reset -q
left=$(git status --porcelain)
if [ -n "$left" ]; then
    printf 'history.sh: the newest commit differs from the copy; is the copy fresh?\n%s\n' "$left" >&2
    exit 1
fi
echo "History made: $(git rev-list --count HEAD) commits, newest $(git rev-parse --short=10 HEAD) of $(git log -1 --format=%cs)."
