/* What is symmetric and what is not, and that what else lies beside static variables still works. Standard: c11 */
#define _DEFAULT_SOURCE
#include "check.h"
#include <errno.h>
#include <unistd.h>

static int in_bss;
int in_data = 3;
static _Thread_local int of_thread = 4;
static const int constant = 5;
static const char *pointer = "text";
static char text[64] = "kept";

static int *of_function(void)
{
    static int counter = 6;
    return &counter;
}

int main(int argc, char **argv)
{
    char before[64];
    CHECK(setenv("STATICS_TEST", "before", 1) == 0);
    FILE *file = tmpfile();
    CHECK(file != NULL && fputs("written before ", file) >= 0);
    snprintf(before, sizeof before, "%s", argv[0]);
    begin();

    int on_stack = 0;
    int *on_heap = malloc(sizeof *on_heap);
    int *symmetric = zeros(sizeof *symmetric);
    const void *yes[] = {&in_bss, &in_data, of_function(), &pointer, text, symmetric};
    const void *no[] = {&on_stack, on_heap, &of_thread, &constant, pointer, (void *)(size_t)&main, NULL};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        CHECK_EQ(shmem_addr_accessible(yes[i], right), 1);
        CHECK_EQ(shmem_addr_accessible(yes[i], npes), 0);
        CHECK(shmem_ptr(yes[i], me) == yes[i]);
        CHECK(shmem_ptr(yes[i], right) != NULL);
        CHECK(shmem_ptr(yes[i], npes) == NULL && shmem_ptr(yes[i], -1) == NULL);
        CHECK(shmem_team_ptr(SHMEM_TEAM_WORLD, yes[i], me) == yes[i]);
    }
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        CHECK_EQ(shmem_addr_accessible(no[i], me), 0);
        CHECK(shmem_ptr(no[i], right) == NULL);
    }

    /* The values of before, the C library's own variables, and those of a thread. */
    CHECK(in_data == 3 && of_thread == 4 && constant == 5 && *of_function() == 6);
    CHECK(strcmp(pointer, "text") == 0 && strcmp(text, "kept") == 0);
    CHECK(argc == 1 && strcmp(before, argv[0]) == 0);
    CHECK(strcmp(getenv("STATICS_TEST"), "before") == 0);
    CHECK(setenv("STATICS_TEST", "after", 1) == 0 && strcmp(getenv("STATICS_TEST"), "after") == 0);
    CHECK(fputs("and after\n", file) >= 0);
    rewind(file);
    CHECK(fgets(text, sizeof text, file) != NULL && strcmp(text, "written before and after\n") == 0);
    errno = 0;
    CHECK(close(-1) == -1 && errno == EBADF);
    shmem_barrier_all();

    /* Each PE has its own. */
    in_bss = me;
    *(int *)shmem_ptr(of_function(), right) = me + 50;
    shmem_barrier_all();
    CHECK_EQ(in_bss, me);
    CHECK_EQ(shmem_int_g(&in_bss, left), left);
    CHECK_EQ(*of_function(), left + 50);
    free(on_heap);
    return end();
}
