/* Output is whole or absent: unwritable folders, full disks, batches that are given up. */
#include "io_test.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

CK_TEST_MAIN()

CK_TEST(a_file_has_its_name_only_after_the_commit) {
    io_start();
    const char *folder = io_folder("commit");
    const char *path = ck_host_path(&io_arena, folder, "result.csv");
    ck_host_batch batch = ck_host_batch_start();
    FILE *out = NULL;
    CK_REQUIRE_OK(ck_host_batch_open(&batch, path, &out, &io_diags));
    fputs("a,b\n", out);
    CK_REQUIRE_OK(ck_host_batch_close(&batch, &io_diags));
    CK_CHECK(access(path, F_OK) != 0);
    CK_REQUIRE_OK(ck_host_batch_commit(&batch, &io_diags));
    ck_host_batch_end(&batch);
    CK_CHECK_TEXT(io_read(path), "a,b\n");
    CK_CHECK_EQUAL(io_count(folder), 1);
}

CK_TEST(a_batch_that_is_given_up_leaves_the_old_file_and_nothing_else) {
    io_start();
    const char *folder = io_folder("give-up");
    const char *path = io_write("give-up/old.csv", "old\n");
    ck_host_batch batch = ck_host_batch_start();
    FILE *out = NULL;
    const char *name = NULL;
    CK_REQUIRE_OK(ck_host_batch_open(&batch, path, &out, &io_diags));
    fputs("new\n", out);
    CK_REQUIRE_OK(ck_host_batch_close(&batch, &io_diags));
    CK_REQUIRE_OK(ck_host_batch_name(&batch, ck_host_path(&io_arena, folder, "second"), &name, &io_diags));
    CK_REQUIRE_OK(ck_host_batch_open(&batch, ck_host_path(&io_arena, folder, "third"), &out, &io_diags));
    CK_CHECK_EQUAL(io_count(folder), 4);
    ck_host_batch_end(&batch);
    CK_CHECK_EQUAL(io_count(folder), 1);
    CK_CHECK_TEXT(io_read(path), "old\n");
}

CK_TEST(one_path_cannot_be_written_twice_in_a_batch) {
    io_start();
    const char *path = ck_host_path(&io_arena, io_folder("twice"), "x.csv");
    ck_host_batch batch = ck_host_batch_start();
    FILE *out = NULL;
    CK_REQUIRE_OK(ck_host_batch_open(&batch, path, &out, &io_diags));
    CK_CHECK_STATUS(ck_host_batch_open(&batch, path, &out, &io_diags), CK_E_DUPLICATE);
    ck_host_batch_end(&batch);
}

CK_TEST(an_unwritable_folder_is_one_error_with_the_reason) {
    io_start();
    ck_host_batch batch = ck_host_batch_start();
    FILE *out = NULL;
    CK_CHECK_STATUS(ck_host_batch_open(&batch, "/proc/no-such-folder/x.csv", &out, &io_diags), CK_E_IO);
    CK_CHECK(strstr(io_items[0].message, "/proc/no-such-folder/x.csv") != NULL);
    CK_CHECK_STATUS(ck_host_folder_make("/proc/no-such-folder", &io_diags), CK_E_IO);
    CK_CHECK_STATUS(ck_host_batch_open(&batch, io_folder("is-a-folder"), &out, &io_diags), CK_E_IO);
    CK_CHECK_EQUAL(io_diags.count, 3);
    (void)io_write("a-file", "x");
    CK_CHECK_STATUS(ck_host_folder_make(io_path("a-file/below"), &io_diags), CK_E_IO);
    ck_host_batch_end(&batch);
}

CK_TEST(folders_are_made_with_those_above_them) {
    io_start();
    const char *path = io_path("deep/er/still/");
    CK_REQUIRE_OK(ck_host_folder_make(path, &io_diags));
    CK_REQUIRE_OK(ck_host_folder_make(path, &io_diags));
    CK_CHECK(ck_host_is_folder(path));
}

/* A disk that takes 64 KiB and no more: the system answers writes above with EFBIG, as a full one would with ENOSPC.
   Run in a child, because the limit holds for the whole process. */
CK_TEST(a_full_disk_is_an_error_and_leaves_nothing_behind) {
    io_start();
    const char *folder = io_folder("full");
    const char *kept = io_write("full/first.csv", "from before\n");
    fflush(stdout);
    const pid_t child = fork();
    CK_REQUIRE(child >= 0);
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        const struct rlimit limit = {65536, 65536};
        setrlimit(RLIMIT_FSIZE, &limit);
        ck_host_batch batch = ck_host_batch_start();
        FILE *out = NULL;
        ck_status status = ck_host_batch_open(&batch, kept, &out, &io_diags);
        fputs("new\n", out);
        if (status >= 0) status = ck_host_batch_close(&batch, &io_diags);
        if (status >= 0) {
            status = ck_host_batch_open(&batch, ck_host_path(&io_arena, folder, "large.csv"), &out, &io_diags);
        }
        for (int i = 0; i < 30000; i++) fputs("0.125,0.5\n", out);
        if (status >= 0) status = ck_host_batch_close(&batch, &io_diags);
        if (status >= 0) status = ck_host_batch_commit(&batch, &io_diags);
        ck_host_batch_end(&batch);
        const bool good = status == CK_E_IO && io_diags.count == 1 && strstr(io_items[0].message, "large.csv") != NULL;
        _exit(good ? 0 : 1);
    }
    int result = -1;
    waitpid(child, &result, 0);
    CK_CHECK(WIFEXITED(result) && WEXITSTATUS(result) == 0);
    CK_CHECK_EQUAL(io_count(folder), 1);
    CK_CHECK_TEXT(io_read(kept), "from before\n");
}

CK_TEST(the_digest_of_a_file_is_that_of_what_was_read) {
    io_start();
    const char *path = io_path("digest.bin");
    FILE *file = fopen(path, "wb");
    CK_REQUIRE(file != NULL);
    for (int i = 0; i < 200000; i++) fputc(i & 255, file);
    fclose(file);
    ck_host_file digest, again;
    CK_REQUIRE_OK(ck_host_file_digest(path, &digest, &io_diags));
    CK_CHECK_EQUAL(digest.bytes, 200000);

    ck_host_input input;
    const char *bytes;
    size_t size;
    CK_REQUIRE_OK(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, &io_diags));
    CK_REQUIRE_OK(ck_host_input_all(&input, &io_arena, &bytes, &size, &io_diags));
    CK_CHECK_DIGEST(ck_host_input_file(&input).digest, digest.digest);
    ck_host_input_close(&input);

    file = fopen(path, "r+b");
    CK_REQUIRE(file != NULL);
    fseek(file, 123456, SEEK_SET);
    fputc('x', file);
    fclose(file);
    CK_REQUIRE_OK(ck_host_file_digest(path, &again, &io_diags));
    CK_CHECK(again.digest != digest.digest);
}

CK_TEST(paths_are_joined_and_taken_apart) {
    io_start();
    CK_CHECK_TEXT(ck_host_folder(&io_arena, "a/b/c.yaml"), "a/b");
    CK_CHECK_TEXT(ck_host_folder(&io_arena, "c.yaml"), ".");
    CK_CHECK_TEXT(ck_host_folder(&io_arena, "/c.yaml"), "/");
    CK_CHECK_TEXT(ck_host_path(&io_arena, "a/b", "c"), "a/b/c");
    CK_CHECK_TEXT(ck_host_path(&io_arena, "a/b/", "c"), "a/b/c");
    CK_CHECK_TEXT(ck_host_path(&io_arena, ".", "c"), "c");
    CK_CHECK_TEXT(ck_host_path(&io_arena, "a", "/c"), "/c");
}

CK_TEST(the_arena_gives_aligned_zeroed_memory_and_survives_large_and_small_requests) {
    ck_host_arena arena = {0};
    for (size_t i = 0; i < 300; i++) {
        const size_t bytes = i % 7 == 0 ? 100000 : i * 13 % 97;
        unsigned char *at = ck_host_take(&arena, bytes, 1);
        CK_REQUIRE(at != NULL);
        CK_CHECK_EQUAL((uintptr_t)at % 16, 0);
        size_t set = 0;
        for (size_t k = 0; k < bytes; k++) set += at[k] != 0;
        CK_CHECK_EQUAL(set, 0);
        memset(at, 0xff, bytes);
    }
    CK_CHECK(ck_host_take(&arena, SIZE_MAX / 2, 16) == NULL);
    ck_host_arena_free(&arena);
    CK_CHECK(arena.newest == NULL);
}
