/* A manifest is made under a temporary name: without that rule a kill leaves an
 * archive that no program opens. */
#include "tests/archive/rules.h"

#include "core/archive/manifest.h"

static enum ns_code killed(void)
{
	_exit(0);
}

/* update.c once more, under other names; its maker of manifests is killed when
 * the environment is there and nothing is in it. */
#define ns_manifest_put(...) killed()
#define ns_update_open killed_update_open
#define ns_update_refresh killed_update_refresh
#define ns_update_said killed_update_said
#define ns_update_close killed_update_close
#define ns_update_snapshot killed_update_snapshot
#define ns_update_number killed_update_number
#define ns_update_sequence killed_update_sequence
#define ns_update_dir killed_update_dir
#define ns_update_zdict killed_update_zdict
#define ns_update_set_zdict killed_update_set_zdict
#define ns_update_source killed_update_source
#define ns_update_reanalyse killed_update_reanalyse
#define ns_update_fingerprint killed_update_fingerprint
// NOLINTNEXTLINE(bugprone-suspicious-include): the same code, broken
#include "core/archive/update.c"
#undef ns_update_open
#undef ns_update_close
enum ns_code ns_update_open(const char *dir, const struct ns_settings *settings,
			    struct ns_update **u, struct ns_error *e);
void ns_update_close(struct ns_update *u);

/* The next run makes the archive that the killed one did not. */
static int next_run_succeeds(void)
{
	struct ns_update *u = NULL;
	enum ns_code code;
	int status;
	pid_t child = fork();

	if (!child)
		_exit(killed_update_open(rules_dir, NULL, &u, NULL) ? 1 : 2);
	waitpid(child, &status, 0);
	if (status)
		return SKIPPED; // it was not killed where it should
	code = ns_update_open(rules_dir, NULL, &u, NULL);
	ns_update_close(u);
	return code ? BROKEN : HOLDS;
}

static void manifests_are_made_under_a_temporary_name(void)
{
	RULE_IS_NEEDED(next_run_succeeds, TEMPORARY_NAME);
}

int main(void)
{
	T_RUN(manifests_are_made_under_a_temporary_name);
	return t_end();
}
