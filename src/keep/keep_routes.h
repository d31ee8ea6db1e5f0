/* The handlers of this floor's routes: the table stands in keep_routes.c. */
#ifndef KEEP_KEEP_ROUTES_H
#define KEEP_KEEP_ROUTES_H

#include "keep/door.h"
#include "keep/keep.h"

handler thread_show, thread_all_show, thread_link_show, thread_link_send,
    thread_remove_send, answer_list_show, answer_begin_show,
    answer_begin_send, answer_step_show, answer_step_send,
    answer_step_lost, answer_check_show,
    answer_check_send, answer_again_send;
handler questionnaire_list_show, questionnaire_show, questionnaire_draft_send,
    questionnaire_publish_send, questionnaire_move_send,
    questionnaire_preview_show, question_show, question_send,
    questionnaire_groups_show, questionnaire_words_show,
    questionnaire_words_send, questionnaire_results_show,
    questionnaire_results_csv;

handler documents_show, documents_csv, document_show, document_file,
    attach_show, attach_send,
    content_show, content_send, document_remove, document_restore,
    document_content_remove;
handler edit_show, edit_send, edit_lost, new_show, new_send, new_lost;
handler draft_remove_send;
handler history_show, version_show, version_send;
handler page_show, page_list_show;
handler translate_show, translate_form, translate_send, translate_wanted;
handler remove_show, remove_send, bin_show, bin_send;

handler settings_show, settings_send;
handler mail_admin_show, mail_one_show, mail_handed_send, mail_again_send;
handler mail_stop_show, mail_stop_send;
handler my_mail_show, my_mail_stop_send, my_mail_start_send;

#endif
