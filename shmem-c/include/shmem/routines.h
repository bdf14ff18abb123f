/* The routines without a type in their names. Included by declarations.h, possibly twice. */

/* Setup, exit and query. */
void SHMEM_H_NAME(shmem_init)(void);
int SHMEM_H_NAME(shmem_init_thread)(int requested, int *provided);
void SHMEM_H_NAME(shmem_finalize)(void);
void SHMEM_H_NAME(shmem_query_initialized)(int *initialized);
void SHMEM_H_NAME(shmem_query_thread)(int *provided);
SHMEM_H_NORETURN void SHMEM_H_NAME(shmem_global_exit)(int status);
int SHMEM_H_NAME(shmem_my_pe)(void);
int SHMEM_H_NAME(shmem_n_pes)(void);
int SHMEM_H_NAME(shmem_pe_accessible)(int pe);
int SHMEM_H_NAME(shmem_addr_accessible)(const void *addr, int pe);
void *SHMEM_H_NAME(shmem_ptr)(const void *dest, int pe);
void *SHMEM_H_NAME(shmem_team_ptr)(shmem_team_t team, const void *dest, int pe);
void SHMEM_H_NAME(shmem_info_get_version)(int *major, int *minor);
void SHMEM_H_NAME(shmem_info_get_name)(char *name);

/* Memory. */
void *SHMEM_H_NAME(shmem_malloc)(size_t size);
void *SHMEM_H_NAME(shmem_calloc)(size_t count, size_t size);
void *SHMEM_H_NAME(shmem_align)(size_t alignment, size_t size);
void *SHMEM_H_NAME(shmem_malloc_with_hints)(size_t size, long hints);
void *SHMEM_H_NAME(shmem_realloc)(void *ptr, size_t size);
void SHMEM_H_NAME(shmem_free)(void *ptr);

/* Teams. */
int SHMEM_H_NAME(shmem_team_my_pe)(shmem_team_t team);
int SHMEM_H_NAME(shmem_team_n_pes)(shmem_team_t team);
int SHMEM_H_NAME(shmem_team_get_config)(shmem_team_t team, long config_mask,
                                        shmem_team_config_t *config);
int SHMEM_H_NAME(shmem_team_translate_pe)(shmem_team_t src_team, int src_pe,
                                          shmem_team_t dest_team);
int SHMEM_H_NAME(shmem_team_split_strided)(shmem_team_t parent_team, int start, int stride, int size,
                                           const shmem_team_config_t *config, long config_mask,
                                           shmem_team_t *new_team);
int SHMEM_H_NAME(shmem_team_split_2d)(shmem_team_t parent_team, int xrange,
                                      const shmem_team_config_t *xaxis_config, long xaxis_mask,
                                      shmem_team_t *xaxis_team,
                                      const shmem_team_config_t *yaxis_config, long yaxis_mask,
                                      shmem_team_t *yaxis_team);
void SHMEM_H_NAME(shmem_team_destroy)(shmem_team_t team);

/* Contexts and sessions. */
int SHMEM_H_NAME(shmem_ctx_create)(long options, shmem_ctx_t *ctx);
int SHMEM_H_NAME(shmem_team_create_ctx)(shmem_team_t team, long options, shmem_ctx_t *ctx);
void SHMEM_H_NAME(shmem_ctx_destroy)(shmem_ctx_t ctx);
int SHMEM_H_NAME(shmem_ctx_get_team)(shmem_ctx_t ctx, shmem_team_t *team);
void SHMEM_H_NAME(shmem_ctx_session_start)(shmem_ctx_t ctx, long options,
                                           const shmem_ctx_session_config_t *config,
                                           long config_mask);
void SHMEM_H_NAME(shmem_ctx_session_stop)(shmem_ctx_t ctx);

/* Ordering. */
void SHMEM_H_NAME(shmem_fence)(void);
void SHMEM_H_NAME(shmem_ctx_fence)(shmem_ctx_t ctx);
void SHMEM_H_NAME(shmem_quiet)(void);
void SHMEM_H_NAME(shmem_ctx_quiet)(shmem_ctx_t ctx);
void SHMEM_H_NAME(shmem_pe_quiet)(const int *target_pes, size_t npes);
void SHMEM_H_NAME(shmem_ctx_pe_quiet)(shmem_ctx_t ctx, const int *target_pes, size_t npes);

/* Signals. */
void SHMEM_H_NAME(shmem_signal_add)(uint64_t *sig_addr, uint64_t signal, int pe);
void SHMEM_H_NAME(shmem_ctx_signal_add)(shmem_ctx_t ctx, uint64_t *sig_addr, uint64_t signal, int pe);
void SHMEM_H_NAME(shmem_signal_set)(uint64_t *sig_addr, uint64_t signal, int pe);
void SHMEM_H_NAME(shmem_ctx_signal_set)(shmem_ctx_t ctx, uint64_t *sig_addr, uint64_t signal, int pe);
uint64_t SHMEM_H_NAME(shmem_signal_fetch)(const uint64_t *sig_addr);
uint64_t SHMEM_H_NAME(shmem_signal_wait_until)(uint64_t *sig_addr, int cmp, uint64_t cmp_value);

/* Collectives. */
void SHMEM_H_NAME(shmem_barrier_all)(void);
void SHMEM_H_NAME(shmem_sync_all)(void);
int SHMEM_H_NAME(shmem_team_sync)(shmem_team_t team);
int SHMEM_H_NAME(shmem_broadcastmem)(shmem_team_t team, void *dest, const void *source, size_t nelems,
                                     int PE_root);
int SHMEM_H_NAME(shmem_collectmem)(shmem_team_t team, void *dest, const void *source, size_t nelems);
int SHMEM_H_NAME(shmem_fcollectmem)(shmem_team_t team, void *dest, const void *source, size_t nelems);
int SHMEM_H_NAME(shmem_alltoallmem)(shmem_team_t team, void *dest, const void *source, size_t nelems);
int SHMEM_H_NAME(shmem_alltoallsmem)(shmem_team_t team, void *dest, const void *source, ptrdiff_t dst,
                                     ptrdiff_t sst, size_t nelems);

/* Locks. */
void SHMEM_H_NAME(shmem_set_lock)(long *lock);
int SHMEM_H_NAME(shmem_test_lock)(long *lock);
void SHMEM_H_NAME(shmem_clear_lock)(long *lock);

/* Profiling. */
void SHMEM_H_NAME(shmem_pcontrol)(int level, ...);
